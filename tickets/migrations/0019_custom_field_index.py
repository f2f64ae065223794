import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the work that goes on: big tables are not locked.
    atomic = False

    dependencies = [("tickets", "0018_custom_fields")]

    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("fields", name="jsonb_path_ops"),
                condition=models.Q(("fields", {}), _negated=True),
                name="ticket_fields",
            ),
        ),
    ]
