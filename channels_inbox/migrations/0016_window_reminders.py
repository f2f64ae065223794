from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("channels_inbox", "0015_bot_on_wires"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="remind_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)), fields=["remind_at"], name="conversation_remind_due"
            ),
        ),
    ]
