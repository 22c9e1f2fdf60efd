from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0015_closing")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="name_kana",
            field=models.CharField(blank=True, max_length=160, default=""),
            preserve_default=False,
        ),
    ]
