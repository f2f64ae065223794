"""Tests: the local settings with cheap passwords and a data folder of their own."""

from __future__ import annotations

import os
import re
from pathlib import Path

os.environ.setdefault("HELPDESK_DATA", str(Path(__file__).resolve().parents[2] / "var" / "test"))
os.environ.setdefault("SECRET_KEY", "test-key-that-protects-nothing-at-all-0123456789")

from helpdesk.settings.local import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Parallel workers share Valkey. Each keeps its cache in a database of its own, because some tests empty theirs.
_DATABASE = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
CACHES["default"]["LOCATION"] = re.sub(r"(/|db=)0$", rf"\g<1>{_DATABASE}", REDIS_URL)
# Tests that are not about taking a reply back do not wait for it.
UNDO_SEND_SECONDS = 0
# Copies of one test would be read by others; those that are about them name a folder of their own.
STATUS_COPIES = None
