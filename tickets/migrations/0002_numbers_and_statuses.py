from django.db import migrations

# name, what the customer reads, slug, category
STATUSES = [
    ("New", "We have it", "new", "new"),
    ("Open", "We are on it", "open", "open"),
    ("Waiting on customer", "We are waiting for you", "waiting-on-customer", "waiting_customer"),
    (
        "Waiting on someone else",
        "We are waiting for someone else",
        "waiting-on-third-party",
        "waiting_third_party",
    ),
    ("Resolved", "Answered", "resolved", "resolved"),
    ("Closed", "Closed", "closed", "closed"),
    ("Merged", "Part of another request", "merged", "merged"),
    ("Spam", "Closed", "spam", "spam"),
]


def add_statuses(apps, schema_editor):
    Status = apps.get_model("tickets", "Status")
    for position, (name, customer_name, slug, category) in enumerate(STATUSES):
        # They stay when the migration is taken back, so going forward again finds them.
        Status.objects.update_or_create(
            slug=slug,
            defaults={
                "name": name,
                "customer_name": customer_name,
                "category": category,
                "position": position,
                "is_default": True,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE ticket_number START 1001", "DROP SEQUENCE ticket_number"),
        # Rolling back drops the table one step further, so there is nothing to undo here.
        migrations.RunPython(add_statuses, migrations.RunPython.noop),
    ]
