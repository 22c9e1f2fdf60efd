from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0009_register_security")]

    operations = [
        migrations.AddField(
            model_name="member",
            name="name_kana",
            field=models.CharField(blank=True, max_length=160),
        ),
    ]
