from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("planning", "0011_stock")]

    operations = [
        policies.by_member_id("planning_stock_product"),
        policies.by_member_id("planning_stock_run"),
    ]
