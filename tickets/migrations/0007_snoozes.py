import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

UNFINISHED = models.Q(category__in=["new", "open", "waiting_customer", "waiting_third_party"])
LISTS = {
    "ticket_unfinished_assignee": (["assignee", "-last_message_at", "-id"], UNFINISHED),
    "ticket_unfinished_team": (["team", "-last_message_at", "-id"], UNFINISHED),
    "ticket_unfinished": (["-last_message_at", "-id"], UNFINISHED),
    "ticket_unfinished_category": (["category", "-last_message_at", "-id"], UNFINISHED),
    "ticket_unfinished_waiting": (["waiting_since", "id"], UNFINISHED & models.Q(waiting_since__isnull=False)),
}


def built_anew(name):
    """Build the wider index beside the old one, then let it take the name: no list is ever without."""
    fields, condition = LISTS[name]
    wider = models.Index(fields=fields, condition=condition, include=["snoozed_until"], name=f"{name}_w")
    return [
        AddIndexConcurrently(model_name="ticket", index=wider),
        RemoveIndexConcurrently(model_name="ticket", name=name),
        migrations.RenameIndex(model_name="ticket", new_name=name, old_name=f"{name}_w"),
    ]


class Migration(migrations.Migration):
    # Indexes are built beside the work that goes on: big tables are not locked.
    atomic = False

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("tickets", "0006_due_index")]

    operations = [
        migrations.CreateModel(
            name="Snooze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("woken_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("time", "Its time came"),
                            ("message", "The customer wrote"),
                            ("person", "Somebody woke it"),
                            ("changed", "Another time was chosen"),
                            ("finished", "The ticket was finished"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="snoozes", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(woken_at=None), fields=["until", "id"], name="snooze_asleep")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(woken_at=None), fields=("ticket",), name="snooze_one_at_a_time"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="ticket", name="snoozed_until", field=models.DateTimeField(blank=True, null=True)
        ),
        *(step for name in LISTS for step in built_anew(name)),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=UNFINISHED & models.Q(snoozed_until__isnull=False),
                fields=["snoozed_until", "id"],
                name="ticket_snoozed",
            ),
        ),
    ]
