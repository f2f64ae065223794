from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledgebase", "0011_announcements")]

    operations = [
        migrations.AddField(
            model_name="subscriber",
            name="language",
            field=models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
    ]
