"""ASGI entry: the socket process. Pages and API are in wsgi.py (docs/architecture.md says why)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
django.setup()

from channels_inbox.realtime.app import application as build  # noqa: E402

application = build()
