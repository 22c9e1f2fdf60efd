from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("therapies", "0001_initial")]

    operations = [
        policies.directory("therapies_route_version", "published_by_member_id"),
        policies.append_only("therapies_route_version"),
        policies.directory("therapies_legal_basis", "holder_id"),
    ]
