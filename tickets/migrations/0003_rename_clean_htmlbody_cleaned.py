from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_numbers_and_statuses")]
    operations = [migrations.RenameField(model_name="htmlbody", old_name="clean", new_name="cleaned")]
