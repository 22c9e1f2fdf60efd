from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_letters")]

    operations = [
        policies.made_for_member("notices_letter"),
        policies.made_for_member("notices_letter_part"),
        policies.by_member_id("notices_mail_preference"),
        policies.by_member_id("notices_mail_trouble"),
    ]
