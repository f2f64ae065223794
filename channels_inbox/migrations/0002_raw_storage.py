from django.db import migrations


class Migration(migrations.Migration):
    """Mail is mostly base64, which does not compress well: storing it plain saves CPU at intake."""

    dependencies = [("channels_inbox", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE channels_inbox_inbound ALTER COLUMN raw SET STORAGE EXTERNAL",
            "ALTER TABLE channels_inbox_inbound ALTER COLUMN raw SET STORAGE EXTENDED",
        )
    ]
