"""A server behind a proxy that ends TLS; every secret and address comes from the environment."""

from __future__ import annotations

from urllib.parse import urlsplit

from helpdesk.settings.base import *
from helpdesk.settings.base import CONTENT_SECURITY_POLICY
from helpdesk.settings.env import env_bool, env_int, env_list, env_str
from helpdesk.settings.services import broker_url, caches, databases

SECRET_KEY = env_str("SECRET_KEY")
# Links, cookies and HTTPS hang on it, so a forgotten one must not fall back to localhost.
SITE_URL = env_str("SITE_URL").rstrip("/")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
SITE_HOST = urlsplit(SITE_URL).netloc
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", urlsplit(SITE_URL).hostname or "")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DATABASES = databases(env_str("DATABASE_URL"))
REDIS_URL = env_str("REDIS_URL")
CACHES = caches(REDIS_URL)
CELERY_BROKER_URL = broker_url(REDIS_URL)

SOCKET_URL = env_str("SOCKET_URL", "/ws/")
CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] = [
    "'self'",
    f"wss://{SITE_HOST}",
    f"ws://{SITE_HOST}",
]

HTTPS = env_bool("HTTPS", SITE_URL.startswith("https://"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Only true because the proxy of docker-compose.yml overwrites this header (docs/operations.md).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The proxy adds one entry to X-Forwarded-For. Without this everybody would share its address and its rate limits.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXIES", 1)
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
