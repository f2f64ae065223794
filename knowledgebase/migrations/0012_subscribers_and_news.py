from __future__ import annotations

from django.db import migrations, models

# The list of news has this address now: an article that had it goes one further.
_MOVE = """
UPDATE knowledgebase_translation AS one SET slug = 'announcements-' || one.id
WHERE one.slug = 'announcements'
"""


class Migration(migrations.Migration):
    dependencies = [("knowledgebase", "0011_announcements")]

    operations = [
        migrations.RunSQL(_MOVE, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="subscriber",
            name="language",
            field=models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
    ]
