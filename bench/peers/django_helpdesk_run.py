"""Runs inside the peer's own virtual environment: make its database, take the letters in, print what it cost."""

import os
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import django
import psutil
import psycopg2
from django.conf import settings

NAME = "bench_django_helpdesk"
folder = Path(os.environ["PEER_FOLDER"])
parts = urlsplit(os.environ["PEER_DATABASE"])
server = {
    "host": dict(parse_qsl(parts.query)).get("host") or parts.hostname,
    "port": dict(parse_qsl(parts.query)).get("port") or parts.port or 5432,
    "user": parts.username,
    "password": parts.password or "",
}
admin = psycopg2.connect(dbname="postgres", **server)
admin.autocommit = True
with admin.cursor() as cursor:
    cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
    cursor.execute(f"CREATE DATABASE {NAME}")

settings.configure(
    SECRET_KEY="x" * 50,
    USE_TZ=True,
    SITE_ID=1,
    MEDIA_ROOT=str(folder / "files"),
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    ROOT_URLCONF="__main__",
    STATIC_URL="/static/",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": NAME,
            **{key.upper(): value for key, value in server.items()},
        }
    },
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.sites",
        "django.contrib.humanize",
        "django.contrib.staticfiles",
        "django.contrib.admin",
        "pinax.invitations",
        "pinax.teams",
        "account",
        "reversion",
        "rest_framework",
        "helpdesk",
    ],
)
django.setup()
from django.core.management import call_command  # noqa: E402
from django.urls import include, path  # noqa: E402
from helpdesk.models import Queue  # noqa: E402

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
call_command("migrate", verbosity=0)
Queue.objects.create(
    title="Support",
    slug="support",
    email_address="support@halden.example",
    allow_email_submission=True,
    email_box_type="local",
    email_box_local_dir=f"{folder / 'mail'}/",
    email_box_interval=0,
    new_ticket_cc="",
)


def database_cpu() -> float:
    server = psutil.Process(int(os.environ["PEER_POSTGRES"]))
    return sum(t.user + t.system for t in (p.cpu_times() for p in [server, *server.children()]))


# Its own process in the list above stays: one connection, so its backend lives until the end.
before, start, cpu = database_cpu(), time.perf_counter(), time.process_time()
call_command("get_email", quiet=True)
from helpdesk.models import Ticket  # noqa: E402

if Ticket.objects.count() != int(os.environ["PEER_LETTERS"]):
    raise SystemExit(f"Only {Ticket.objects.count()} tickets were made.")
print(time.perf_counter() - start, time.process_time() - cpu, database_cpu() - before)
