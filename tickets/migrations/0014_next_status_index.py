from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the work that goes on: big tables are not locked.
    atomic = False

    dependencies = [("tickets", "0013_settings")]

    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                fields=["next_status_at"],
                condition=models.Q(next_status_at__isnull=False),
                name="ticket_next_status",
            ),
        ),
    ]
