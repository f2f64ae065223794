from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the work that goes on: big tables are not locked.
    atomic = False

    dependencies = [("tickets", "0007_snoozes")]

    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                fields=["team", "waiting_since", "id"],
                condition=models.Q(
                    assignee=None,
                    category__in=["new", "open"],
                    snoozed_until=None,
                    team__isnull=False,
                ),
                name="ticket_team_queue",
            ),
        ),
    ]
