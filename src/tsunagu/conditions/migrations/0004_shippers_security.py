from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("conditions", "0003_shippers")]

    operations = [
        policies.within_network("conditions_shipper"),
        policies.within_network("conditions_hold_test"),
        policies.by_chain("conditions_packing"),
    ]
