"""Settings every installation shares; `local`, `production` and `test` build on it."""

from __future__ import annotations

from pathlib import Path

from helpdesk.settings.env import env_bool, env_colour, env_int, env_list, env_str

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env_str("HELPDESK_DATA", str(BASE_DIR / "var"))).absolute()

DEBUG = False
ALLOWED_HOSTS: list[str] = env_list("ALLOWED_HOSTS")
# Where people reach the site; links in mail are built from it, never from a request's Host.
SITE_URL = env_str("SITE_URL", f"http://localhost:{env_int('PORT', 8000)}").rstrip("/")
SITE_NAME = env_str("SITE_NAME", "Halden")
# The help centre's one colour; every shade is derived from it (static/css/tokens.css).
BRAND_COLOUR = env_colour("BRAND_COLOUR", "oklch(0.46 0.085 48)")
# The domain of the Message-IDs we write.
MAIL_DOMAIN = env_str("MAIL_DOMAIN", "helpdesk.localhost")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "django_htmx",
    "lucide",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "helpdesk",
    "accounts",
    "tickets",
    "knowledgebase",
    "community",
    "channels_inbox",
    "insights",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    # Before anything that asks the database: the status page is up when that is not.
    "knowledgebase.portal.status.serving.StatusPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.PersonMiddleware",
    "helpdesk.uploads.BodyLimitMiddleware",
    "helpdesk.typed.TypedMiddleware",
]

ROOT_URLCONF = "helpdesk.urls"
WSGI_APPLICATION = "helpdesk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "helpdesk.context.site",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "helpdesk.templatetags.desk"],
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Frequent statements are prepared once for each connection. Not behind a pooler that changes connections
# between transactions.
PREPARED_STATEMENTS = env_bool("PREPARED_STATEMENTS", True)

# People
AUTH_USER_MODEL = "accounts.User"
# Only allauth's: a second backend would hash every wrong password twice, which tells known addresses apart.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
# Six digits: what phones offer to fill in. Three attempts, fifteen minutes.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_SESSION_REMEMBER = True
# A changed password, a new address: their owner is told, in case it was somebody else.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
# The second key is account and visitor together; the last is the account alone, out of one visitor's reach
# (accounts.adapter).
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login_failed_anywhere": "100/h/key"}
# How many of our own proxies write X-Forwarded-For; 0 believes nobody's header. Every rate limit counts by it.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXIES", 0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Language and time: rows are UTC, people see their own zone (accounts.middleware).
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# Files
STATIC_URL = "static/"
STATIC_ROOT: Path | None = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
# Where the public status page is kept as files, for when the database is away (docs/status-page.md).
STATUS_COPIES: Path | None = DATA_DIR / "status"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Browser security
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SOCKET_URL = env_str("SOCKET_URL", "")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'", *([SOCKET_URL] if SOCKET_URL else [])],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
}

# Mail in: the listener's doors (docs/operations.md)
SMTP_PORT = env_int("SMTP_PORT", 2525)
SMTP_BIND = env_str("SMTP_BIND", "0.0.0.0")  # noqa: S104  # a mail server elsewhere must reach it
SMTP_HOSTNAME = env_str("SMTP_HOSTNAME", MAIL_DOMAIN)
SMTP_TLS_CERT = env_str("SMTP_TLS_CERT", "")
SMTP_TLS_KEY = env_str("SMTP_TLS_KEY", "")
LMTP_LISTEN = env_str("LMTP_LISTEN", "")
MAIL_MAX_BYTES = env_int("MAIL_MAX_BYTES", 35 * 1024 * 1024)
# Whether a channel's mail server may be this machine or stand on an odd port: no way to reach Valkey or a
# cloud's metadata through a form.
MAIL_ANY_HOST = env_bool("MAIL_ANY_HOST", False)

# Mail out: the server of channels that name none of their own
EMAIL_HOST = env_str("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 30
# Whom mail of the site itself (codes, passwords) comes from. Tickets are answered from their channels.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_str("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <no-reply@{MAIL_DOMAIN}>")
# Where letters go when there is no mail server at all: files to look at, on one's own machine only.
MAIL_OUTBOX = ""

# Work in the background: a task is only a wake-up, the row is the job (docs/architecture.md).
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "default"
# Enqueueing must never hang a web request when the broker is away: the sweep will find the row.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "visibility_timeout": 600,
}

# What the clock wakes. Each wake-up expires before the next, so that a worker that
# was away finds one, not a thousand.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "helpdesk.api.parsing.CleanJSONParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["helpdesk.api.throttling.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min"},
    "EXCEPTION_HANDLER": "helpdesk.api.errors.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Help desk API",
    "DESCRIPTION": "Tickets, messages and people, with the same rights as the browser.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    # Opened all at once, two hundred operations take a browser seconds to draw.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "none"},
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "helpdesk.api.schema.say_what_is_common",
    ],
    "ENUM_NAME_OVERRIDES": {
        "TicketType": "tickets.models.kinds.TicketType",
        "Channel": "tickets.models.kinds.ChannelKind",
        "Category": "tickets.models.kinds.Category",
        "ForumKind": "community.models.forum.Forum.Kind",
        "ForumVisibility": "community.models.forum.Forum.Visibility",
        "TopicState": "community.models.topic.Topic.State",
        "FollowLevel": "community.models.place.PlaceWish.Level",
        "CommunityNoticeKind": "community.models.notice.Notice.Kind",
        "CommunityMail": "community.models.reach.ReachWishes.Mail",
        "DigestRhythm": "community.models.reach.ReachWishes.Digest",
        "ArticleKind": "knowledgebase.models.article.Article.Kind",
        "ArticleVisibility": "knowledgebase.models.visibility.Visibility",
        "CategoryReach": "knowledgebase.models.category.Category.Reach",
        "AnnouncementKind": "knowledgebase.models.announcement.Announcement.Kind",
        "MonitorKind": "knowledgebase.monitoring.kinds.Kind",
        "MonitorState": "knowledgebase.monitoring.judging.State",
        "IncidentKind": "knowledgebase.models.incident.Incident.Kind",
        "IncidentStatus": "knowledgebase.models.incident.Incident.Status",
        "ComponentState": "knowledgebase.status.states.State",
        "MacroVisibility": "tickets.models.macro.Macro.Visibility",
        "MessageKind": "tickets.models.message.Message.Kind",
        "IdentityKind": "accounts.models.identity.Identity.Kind",
        "AvailabilityState": "accounts.models.availability.AvailabilityState",
        "CustomFieldKind": "tickets.models.custom_field.CustomField.Kind",
        "RuleKind": "tickets.models.rule.Rule.Kind",
        "LinkKind": "tickets.models.link.TicketLink.Kind",
        "Role": "accounts.models.user.User.Role",
        "ColleagueRole": [("admin", "Administrator"), ("agent", "Agent"), ("light_agent", "Light agent")],
        "PriorityNumber": "tickets.models.kinds.Priority",
        "Priority": ["low", "normal", "high", "urgent"],
        "AuthorType": ["agent", "customer", "system"],
    },
}

# The languages articles are written in; the first is that of new ones.
KNOWLEDGE_LOCALES = env_list("KNOWLEDGE_LOCALES", "en,de,fr")

# Behaviour an administrator may want to change without code.
REQUEST_LINK_DAYS = env_int("REQUEST_LINK_DAYS", 30)
TICKET_REOPEN_DAYS = env_int("TICKET_REOPEN_DAYS", 5)
# Seconds after which an agent is away whose windows of the desk are all hidden or closed, and offline when
# none is open at all.
AWAY_AFTER = env_int("AWAY_AFTER", 5 * 60)
OFFLINE_AFTER = env_int("OFFLINE_AFTER", 15 * 60)
# Seconds a reply waits before it goes out, for whoever has not chosen; until then its writer can take it back.
UNDO_SEND_SECONDS = env_int("UNDO_SEND_SECONDS", 10)
# Networks webhooks may reach although they are not public, as 10.1.2.0/24,192.168.7.9/32. None, unless you say so.
WEBHOOK_NETWORKS = env_list("WEBHOOK_NETWORKS")
# The same for monitors: what of your own network they may look at.
MONITOR_NETWORKS = env_list("MONITOR_NETWORKS")
# Days single results of monitors are kept; their hours are kept for a year.
MONITOR_CHECK_DAYS = env_int("MONITOR_CHECK_DAYS", 3)
UPLOAD_MAX_BYTES = env_int("UPLOAD_MAX_BYTES", 25 * 1024 * 1024)
# A whole request. Well above the files, so that somebody a little over the limit gets their form back with an error.
REQUEST_MAX_BYTES = 2 * UPLOAD_MAX_BYTES + 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
