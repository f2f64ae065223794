from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """For views of what customers said."""

    atomic = False
    dependencies = [("tickets", "0020_side_conversations")]

    operations = [
        AddIndexConcurrently(
            model_name="rating",
            index=models.Index(
                condition=models.Q(("score__isnull", False)), fields=["score", "ticket"], name="rating_given"
            ),
        ),
    ]
