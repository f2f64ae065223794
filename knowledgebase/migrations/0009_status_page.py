import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import knowledgebase.models.component

VISIBILITY = [
    ("public", "Everyone"),
    ("signed_in", "Signed-in people"),
    ("organizations", "Chosen organizations"),
    ("internal", "Only colleagues"),
]
STATES = [
    ("operational", "Working"),
    ("maintenance", "Maintenance"),
    ("degraded", "Slow or limited"),
    ("partial_outage", "Partly out"),
    ("major_outage", "Out"),
]
SOURCES = [
    ("manual", "A colleague"),
    ("incident", "An incident"),
    ("maintenance", "Maintenance"),
    ("monitor", "A monitor"),
]
IMPACTS = [
    ("none", "None"),
    ("maintenance", "Maintenance"),
    ("minor", "Minor"),
    ("major", "Major"),
    ("critical", "Critical"),
]
KINDS = [("incident", "Incident"), ("maintenance", "Maintenance")]
STATUSES = [
    ("investigating", "Looking into it"),
    ("identified", "Cause found"),
    ("monitoring", "Watching the fix"),
    ("resolved", "Resolved"),
    ("postmortem", "What we learned"),
    ("scheduled", "Planned"),
    ("in_progress", "In progress"),
    ("verifying", "Checking"),
    ("completed", "Done"),
    ("cancelled", "Called off"),
]


def make_page(apps, schema_editor):
    apps.get_model("knowledgebase", "StatusPage").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_article_doubt_news"),
        ("knowledgebase", "0008_room_for_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StatusPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("intro", models.CharField(blank=True, max_length=300)),
                ("remind_hours", models.PositiveSmallIntegerField(default=24)),
                ("nudge_hours", models.PositiveSmallIntegerField(default=2)),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="ComponentGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={"ordering": ["position", "pk"]},
        ),
        migrations.CreateModel(
            name="Component",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visibility", models.CharField(choices=VISIBILITY, default="public", max_length=13)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=80)),
                ("description", models.CharField(blank=True, max_length=300)),
                ("status", models.CharField(choices=STATES, default="operational", max_length=14)),
                ("only_when_degraded", models.BooleanField(default=False)),
                ("shows_uptime", models.BooleanField(default=True)),
                ("start_date", models.DateField(default=knowledgebase.models.component.today)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="components",
                        to="knowledgebase.componentgroup",
                    ),
                ),
                ("organizations", models.ManyToManyField(blank=True, related_name="+", to="accounts.organization")),
            ],
            options={"ordering": ["position", "pk"]},
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visibility", models.CharField(choices=VISIBILITY, default="public", max_length=13)),
                ("kind", models.CharField(choices=KINDS, default="incident", max_length=11)),
                ("title", models.CharField(max_length=150)),
                ("status", models.CharField(choices=STATUSES, default="investigating", max_length=13)),
                ("impact", models.CharField(choices=IMPACTS, default="none", max_length=11)),
                ("impact_chosen", models.CharField(blank=True, choices=IMPACTS, max_length=11)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("pinned", models.BooleanField(default=False)),
                ("backfilled", models.BooleanField(default=False)),
                ("scheduled_from", models.DateTimeField(blank=True, null=True)),
                ("scheduled_until", models.DateTimeField(blank=True, null=True)),
                ("runs_itself", models.BooleanField(default=True)),
                ("publish_at", models.DateTimeField(blank=True, null=True)),
                ("remind_at", models.DateTimeField(blank=True, null=True)),
                ("nudge_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("organizations", models.ManyToManyField(blank=True, related_name="+", to="accounts.organization")),
            ],
            options={"ordering": ["-started_at", "-pk"]},
        ),
        migrations.CreateModel(
            name="IncidentComponent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(choices=STATES, max_length=14)),
                ("worst", models.CharField(choices=STATES, max_length=14)),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="touched_by",
                        to="knowledgebase.component",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="touched",
                        to="knowledgebase.incident",
                    ),
                ),
            ],
            options={
                "ordering": ["component__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "component"), name="incident_component_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="components",
            field=models.ManyToManyField(
                blank=True,
                related_name="incidents",
                through="knowledgebase.IncidentComponent",
                to="knowledgebase.component",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="incident_due"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["-started_at", "-id"], name="incident_latest"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("resolved_at", None)), fields=["kind", "started_at"], name="incident_open"
            ),
        ),
        migrations.CreateModel(
            name="IncidentUpdate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(choices=STATUSES, max_length=13)),
                ("body", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("changes", models.JSONField(blank=True, default=list)),
                ("silent", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="updates",
                        to="knowledgebase.incident",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["incident", "-at", "-id"], name="incident_update_latest")],
            },
        ),
        migrations.CreateModel(
            name="IncidentCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "corrected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="knowledgebase.incidentupdate",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="ComponentStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(choices=STATES, max_length=14)),
                ("source", models.CharField(choices=SOURCES, max_length=11)),
                ("key", models.CharField(blank=True, max_length=40)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="said",
                        to="knowledgebase.component",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="said",
                        to="knowledgebase.incident",
                    ),
                ),
            ],
            options={
                "ordering": ["began_at", "pk"],
                "indexes": [models.Index(fields=["component", "ended_at"], name="component_status_ended")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("component", "source", "key"),
                        name="component_status_one_standing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("kind", models.CharField(choices=KINDS, default="incident", max_length=11)),
                ("title", models.CharField(max_length=150)),
                ("body", models.TextField(blank=True, max_length=10_000)),
                ("status", models.CharField(choices=STATUSES, default="investigating", max_length=13)),
                ("component_status", models.CharField(choices=STATES, default="degraded", max_length=14)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("components", models.ManyToManyField(blank=True, related_name="+", to="knowledgebase.component")),
            ],
            options={"ordering": ["position", "pk"]},
        ),
        migrations.RunPython(make_page, migrations.RunPython.noop),
    ]
