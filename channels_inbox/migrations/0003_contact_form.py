from django.db import migrations


def add_contact_form(apps, schema_editor):
    Channel = apps.get_model("channels_inbox", "Channel")
    Channel.objects.get_or_create(slug="contact", defaults={"kind": "web_form", "name": "Contact form"})


class Migration(migrations.Migration):
    dependencies = [("channels_inbox", "0002_raw_storage")]
    # Rolling back keeps the row: tickets may have come through it.
    operations = [migrations.RunPython(add_contact_form, migrations.RunPython.noop)]
