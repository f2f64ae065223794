import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_community_news"),
        ("knowledgebase", "0010_monitors_and_subscribers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80)),
                ("body", models.TextField(blank=True, max_length=2000)),
                ("html", models.TextField(blank=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("banner", "A line at the top"),
                            ("bubble", "A bubble in the corner"),
                            ("modal", "A window in the middle"),
                            ("feed", "Only in the list of news"),
                        ],
                        default="bubble",
                        max_length=6,
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        blank=True,
                        choices=[("", "Nothing"), ("link", "Open an address"), ("chat", "Open the chat")],
                        default="",
                        max_length=4,
                    ),
                ),
                ("action_label", models.CharField(blank=True, max_length=40)),
                ("action_url", models.CharField(blank=True, max_length=500)),
                ("in_widget", models.BooleanField(default=True)),
                ("in_help", models.BooleanField(default=True)),
                (
                    "pages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), blank=True, default=list, size=None
                    ),
                ),
                (
                    "visitors",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Everybody"),
                            ("new", "Who is here for the first time"),
                            ("returning", "Who was here before"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("delay", models.PositiveSmallIntegerField(default=0)),
                ("signed_in", models.BooleanField(default=False)),
                ("attributes", models.JSONField(blank=True, default=dict)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("once", "Once"),
                            ("until_acted", "Until they press or dismiss it"),
                            ("every_days", "Again after some days"),
                        ],
                        default="once",
                        max_length=11,
                    ),
                ),
                ("every_days", models.PositiveSmallIntegerField(default=7)),
                ("priority", models.PositiveSmallIntegerField(default=5)),
                ("holdout", models.PositiveSmallIntegerField(default=0)),
                ("goal", models.CharField(blank=True, max_length=200)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "organizations",
                    models.ManyToManyField(blank=True, related_name="+", to="accounts.organization"),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("holdout__lte", 100)), name="announcement_holdout_share")
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnouncementReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader", models.CharField(max_length=32)),
                ("eligible_at", models.DateTimeField()),
                ("held", models.BooleanField(default=False)),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                ("clicked_at", models.DateTimeField(blank=True, null=True)),
                ("dismissed_at", models.DateTimeField(blank=True, null=True)),
                ("goal_at", models.DateTimeField(blank=True, null=True)),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readers",
                        to="knowledgebase.announcement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("announcement", "reader"), name="announcement_reader_once")
                ],
            },
        ),
    ]
