from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_initial")]

    operations = [
        policies.by_chain("custody_ledger"),
        policies.append_only("custody_ledger"),
        policies.by_chain("custody_event_key"),
        policies.append_only("custody_event_key"),
        policies.by_chain("custody_chain"),
        policies.by_chain_or_member("custody_chain_party"),
        policies.by_chain("custody_alias"),
        policies.by_chain("custody_lot"),
        policies.by_chain("custody_item"),
        policies.by_chain("custody_genealogy", "chain", "parent_chain"),
        policies.by_chain("custody_hand_over"),
        policies.by_chain("custody_hold"),
    ]
