from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("insights", "0002_gathering_marked_before")]

    operations = [
        AddIndexConcurrently(
            "fact",
            models.Index(
                condition=models.Q(("name", "open"), _negated=True),
                fields=["name", "at", "id"],
                include=["ticket", "seconds", "business_seconds", "hit", "value", "agent", "team", "channel"],
                name="fact_counted",
            ),
        ),
        RemoveIndexConcurrently("fact", "fact_in_range"),
    ]
