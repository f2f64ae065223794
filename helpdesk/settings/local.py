"""`make run`: one machine, everything under one data folder.

Without DATABASE_URL and REDIS_URL this names the embedded servers of the data folder, which
`make run`, manage.py and the tests start (helpdesk.local); reading settings starts nothing.
"""

from __future__ import annotations

from helpdesk.local.folders import site_url_file
from helpdesk.local.secret_key import secret_key
from helpdesk.local.servers import urls
from helpdesk.settings.base import *
from helpdesk.settings.base import CONTENT_SECURITY_POLICY, DATA_DIR, SITE_URL
from helpdesk.settings.env import env_bool, env_int, env_list, env_str
from helpdesk.settings.services import broker_url, caches, databases

SECRET_KEY = env_str("SECRET_KEY", "") or secret_key(DATA_DIR)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
DATABASES = databases(urls()["DATABASE_URL"])
REDIS_URL = urls()["REDIS_URL"]
CACHES = caches(REDIS_URL)
CELERY_BROKER_URL = broker_url(REDIS_URL)

PORT = env_int("PORT", 8000)
if not env_str("SITE_URL", "") and not env_str("PORT", ""):
    # A command beside `make run` on other ports: its links lead to that copy.
    noted = site_url_file(DATA_DIR)
    SITE_URL = noted.read_text() if noted.exists() else SITE_URL
SOCKET_PORT = env_int("SOCKET_PORT", PORT + 1)
# Pages and sockets are two processes on two ports here; a proxy joins them in production.
# The page's own host name goes in front (templates/base.html), so localhost and 127.0.0.1 both work.
SOCKET_URL = env_str("SOCKET_URL", f":{SOCKET_PORT}/ws/")
CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] = [
    "'self'",
    *(f"ws://{host}:{SOCKET_PORT}" for host in ("localhost", "127.0.0.1")),
]

# Reachable from this machine only, unless told otherwise.
SMTP_BIND = env_str("SMTP_BIND", env_str("BIND", "127.0.0.1"))
# A local copy sends no real mail: what we send is kept in files to look at, unless a server is named.
EMAIL_HOST = env_str("EMAIL_HOST", "")
MAIL_OUTBOX = str(DATA_DIR / "outbox")
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_OUTBOX
MAIL_ANY_HOST = env_bool("MAIL_ANY_HOST", True)
# The demo company's shop is on this machine, and a monitor looks at it.
MONITOR_NETWORKS = env_list("MONITOR_NETWORKS", "127.0.0.0/8,::1/128")
STATIC_ROOT = None  # files are served from where they are written
WHITENOISE_USE_FINDERS = True
