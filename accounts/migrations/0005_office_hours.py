from django.db import migrations


def add_office_hours(apps, schema_editor):
    """Give the house its one default calendar."""
    weekdays = ("mon", "tue", "wed", "thu", "fri")
    apps.get_model("accounts", "Calendar").objects.create(
        name="Office hours",
        time_zone="UTC",
        hours={day: [["09:00", "17:00"]] for day in weekdays},
        is_default=True,
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_calendars_and_clocks")]
    # Rolling back drops the table one step further, so there is nothing to undo here.
    operations = [migrations.RunPython(add_office_hours, migrations.RunPython.noop)]
