from django.db import migrations, models

# Tickets with something owed are few beside all there ever were; what is over needs no word.
TOLD = """
UPDATE tickets_ticket SET sla_metric = nearest.metric
FROM (
    SELECT DISTINCT ON (ticket_id) ticket_id, metric FROM tickets_slaclock
    WHERE ended_at IS NULL AND due_at IS NOT NULL ORDER BY ticket_id, due_at, id
) AS nearest
WHERE nearest.ticket_id = tickets_ticket.id
"""


class Migration(migrations.Migration):
    # The column commits by itself: nobody waits for it while the rows are told.
    atomic = False

    dependencies = [("tickets", "0022_policy_conditions")]

    operations = [
        migrations.AddField(
            "ticket",
            "sla_metric",
            models.CharField(
                blank=True,
                choices=[
                    ("first_response", "First reply"),
                    ("next_response", "Next reply"),
                    ("resolution", "Resolve"),
                ],
                db_default="",
                default="",
                max_length=16,
            ),
        ),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
    ]
