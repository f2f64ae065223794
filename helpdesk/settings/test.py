"""Tests: the local settings with cheap passwords and a data folder of their own."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("HELPDESK_DATA", str(Path(__file__).resolve().parents[2] / "var" / "test"))
os.environ.setdefault("SECRET_KEY", "test-key-that-protects-nothing-at-all-0123456789")

from helpdesk.settings.local import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
