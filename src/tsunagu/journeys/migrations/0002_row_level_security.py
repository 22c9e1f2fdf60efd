from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("journeys", "0001_initial")]

    operations = [
        policies.by_chain("journeys_case"),
        policies.by_chain("journeys_consent"),
        policies.by_chain("journeys_deviation"),
        policies.by_chain("journeys_donor_test"),
        policies.by_chain("journeys_readiness"),
        policies.by_chain("journeys_weight"),
        policies.by_chain("journeys_decision"),
        policies.by_chain("journeys_decision_signature"),
        policies.by_chain("journeys_journey"),
        policies.by_chain("journeys_step"),
        policies.by_chain("journeys_release"),
        policies.by_chain("journeys_step_check"),
        policies.by_chain("journeys_running_tests_known"),
        policies.only_by_member("journeys_patient_identity"),
    ]
