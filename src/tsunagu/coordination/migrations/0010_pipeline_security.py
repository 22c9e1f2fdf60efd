from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("coordination", "0009_pipeline")]

    operations = [
        policies.among_readers("coordination_product", opened=policies.TO_THE_NETWORK),
        policies.among_readers("coordination_product_move", opened=policies.TO_EVERYBODY),
        policies.among_readers("coordination_product_evidence"),
        policies.among_readers("coordination_product_plan"),
        policies.among_readers("coordination_product_partner", opened=policies.TO_THE_NETWORK),
        policies.among_readers("coordination_product_measure"),
        policies.within_network("coordination_funding_programme"),
        policies.among_readers("coordination_award"),
        policies.among_readers("coordination_award_report"),
    ]
