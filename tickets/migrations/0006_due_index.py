from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the work that goes on: big tables are not locked.
    atomic = False

    dependencies = [("tickets", "0005_calendars_and_clocks")]

    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                fields=["sla_due_at", "id"],
                condition=models.Q(
                    category__in=["new", "open", "waiting_customer", "waiting_third_party"],
                    sla_due_at__isnull=False,
                ),
                name="ticket_unfinished_due",
            ),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                fields=["sla_state", "sla_due_at", "id"],
                condition=models.Q(
                    category__in=["new", "open", "waiting_customer", "waiting_third_party"],
                    sla_due_at__isnull=False,
                ),
                name="ticket_unfinished_sla",
            ),
        ),
    ]
