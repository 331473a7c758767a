"""Every setting of Convive, read from the environment; `.env.example` lists them all.

Two modes. `CONVIVE_MODE=production` is the default and refuses to start with anything that would
be unsafe in front of strangers. `CONVIVE_MODE=demo` (what `make demo` and the tests use) needs
nothing: SQLite, a secret made at first run under an ignored folder, mail kept in the house.
"""

import contextlib
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# A variable set to nothing is one left out: `.env.example` has such lines.
env.ENVIRON = {name: value for name, value in os.environ.items() if value}

MODE = env.str("CONVIVE_MODE", "production")
if MODE not in ("demo", "production"):
    raise ImproperlyConfigured(f"CONVIVE_MODE is {MODE!r}; it is either 'demo' or 'production'.")
DEMO = MODE == "demo"
DEBUG = env.bool("CONVIVE_DEBUG", False)
VAR_DIR = Path(env.str("CONVIVE_VAR_DIR", str(BASE_DIR / "var")))


def _demo_secret() -> str:
    """Return the demo's own secret, made at first run and kept outside version control."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    path, own = VAR_DIR / "secret", VAR_DIR / f"secret.{os.getpid()}"
    if not path.exists():
        # Written apart, then linked: of several processes one is first, and none reads half of it.
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(own, path)
        own.unlink()
    return path.read_text().strip()


SECRET_KEY = env.str("CONVIVE_SECRET_KEY", "") or (_demo_secret() if DEMO else "")
BASE_URL = env.str("CONVIVE_BASE_URL", "http://127.0.0.1:8000" if DEMO else "").rstrip("/")
# What the rules call this house. They are frozen and hashed: a demonstration, which is started on one
# port and then on another, gives a name kept free for examples (RFC 2606) and no port.
RULES_URL = "https://convive.example" if DEMO else BASE_URL
ALLOWED_HOSTS = env.list(
    "CONVIVE_ALLOWED_HOSTS",
    default=["127.0.0.1", "localhost", "[::1]", "testserver"] if DEMO else [],
)
TRUSTED_PROXIES = env.int("CONVIVE_TRUSTED_PROXIES", 0)
MAIL_URL = env.str("CONVIVE_MAIL_URL", "")


def _refusals() -> list[str]:
    """Say why these settings may not face strangers; empty when they may."""
    found = []
    if (
        len(SECRET_KEY) < 50
        or SECRET_KEY.startswith("django-insecure")
        or len(set(SECRET_KEY)) < 10
    ):
        found.append("CONVIVE_SECRET_KEY is missing or weak: give 50 random characters or more.")
    if DEBUG:
        found.append("CONVIVE_DEBUG is on: switch it off.")
    if not ALLOWED_HOSTS or any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS):
        found.append("CONVIVE_ALLOWED_HOSTS must name the hosts, without a wildcard.")
    if urlsplit(BASE_URL).scheme != "https":
        found.append("CONVIVE_BASE_URL must be the public https:// address.")
    if not MAIL_URL:
        found.append("CONVIVE_MAIL_URL is missing: without mail nobody could sign in.")
    return found


# A rehearsal can be played again: production draws what must be unpredictable, always.
REHEARSAL_SEED = env.str("CONVIVE_REHEARSAL_SEED", "")
if REHEARSAL_SEED and not DEMO:
    raise ImproperlyConfigured(
        "CONVIVE_REHEARSAL_SEED makes every draw foreseeable: it belongs in demo mode only."
    )

if not DEMO and (_found := _refusals()):
    raise ImproperlyConfigured("Convive does not start in production: " + " ".join(_found))

INSTALLED_APPS = [
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "phonenumber_field",
    "django_countries",
    "anymail",
    "common",
    "accounts",
    "mailing",
    "links",
    "events",
    "kits",
    "guests",
    "sales",
    "reports",
    "flows",
    "web",
    "desk",
    "api",
]

MIDDLEWARE = [
    "common.middleware.request_id",
    # Around everything that may answer by itself, so that a refusal carries the headers too.
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "common.middleware.body_limit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "common.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    # Innermost: what they refuse looks in every header like any other page that is not there.
    "common.guessing.limit",
    "common.middleware.plain_address",
    "flows.attempts.Noted",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "common.context.site",
            ],
            "builtins": ["common.templatetags.look", "common.templatetags.words"],
        },
    }
]

# --- stores -----------------------------------------------------------------------------------
DATABASE_URL = env.str("CONVIVE_DATABASE_URL", "")
if DATABASE_URL:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "convive.sqlite3"}
    }
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN, so that a conditional update never meets a stale
    # snapshot; FULL because an answered request promises that its row is on disk.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # A new connection reads the whole schema before its first answer; a thread keeps its own.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # Two-connection tests need a file: an in-memory database is one connection shared by all.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}

REDIS_URL = env.str("CONVIVE_REDIS_URL", "")
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "convive",
        }
    }

# --- tasks ------------------------------------------------------------------------------------
BROKER_URL = env.str("CONVIVE_BROKER_URL", REDIS_URL)
CELERY_BROKER_URL = BROKER_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "convive"
# Longer than the longest task, or Redis would hand it out twice while it runs.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TASK_ROUTES: dict[str, dict[str, str]] = {}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "relay": {"task": "flows.relay", "schedule": 30.0},
    "send-mail": {"task": "mailing.send_due", "schedule": 1.0},
    "campaign-transitions": {"task": "flows.move_campaigns", "schedule": 5.0},
    "answer-limits": {"task": "flows.expire_places", "schedule": 5.0},
    "party-ends": {"task": "flows.end_parties", "schedule": 10.0},
    "webhook-inbox": {"task": "sales.work_inbox", "schedule": 5.0},
    "waiting-beacons": {"task": "flows.fetch_beacons", "schedule": 5.0},
    "draws-at-work": {"task": "flows.work_draws", "schedule": 5.0},
    "trials-at-work": {"task": "flows.work_trials", "schedule": 60.0},
    "visits-to-count": {"task": "links.roll_up", "schedule": 60.0},
    "answer-reminders": {"task": "flows.remind_places", "schedule": 30.0},
    "draw-audit": {"task": "flows.audit_draws", "schedule": crontab(hour="2", minute="41")},
    "retention": {"task": "flows.retention", "schedule": crontab(hour="3", minute="17")},
    "unused-photos": {
        "task": "flows.destroy_unused_photos",
        "schedule": crontab(hour="3", minute="29"),
    },
}
# A sweep finds whatever an earlier one missed: where workers are late, old ones need not run as well.
for _sweep in CELERY_BEAT_SCHEDULE.values():
    if isinstance(_sweep["schedule"], float):
        _sweep["options"] = {"expires": max(60.0, 2 * _sweep["schedule"])}

# --- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# The visitor's own address counts for the limits on sign-in codes, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "request_login_code": "accounts.forms.RequestCodeForm",
    "confirm_login_code": "accounts.forms.CodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_TIMEOUT = 3600  # all codes of one sign-in together
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3  # codes more, each after a pause: web/views/code.py
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Convive"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "web.views.errors.csrf_failure"

# --- transport --------------------------------------------------------------------------------
SECURE = urlsplit(BASE_URL).scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
# Codes stand in addresses: nothing of them goes elsewhere. "no-referrer" would also blank the
# Origin of our own forms, and they could not be posted.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Sign-in counts tries by client address too: behind a proxy everybody would share one.
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# Under these addresses a code is the permission; whoever guesses is slowed down (common.guessing).
# Not /hooks/: there the code opens nothing without a signature, and one platform speaks for many
# shops from few addresses.
GUESSABLE_PATHS = ("/a/", "/h/", "/i/", "/g/", "/go/", "/l/", "/r/", "/stop/", "/team/", "/w/")
WRONG_CODES_A_MINUTE = 20
# An application that comes back sooner than this, or after so many of one network or mail domain in an
# hour, is asked for a little work of the browser (web.doubts); after very many staff look at it.
FORM_SECONDS_AT_LEAST = 3
APPLICATIONS_AN_HOUR = 30
APPLICATIONS_AN_HOUR_HELD = 150
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
# One hook body is a megabyte at most; photos have their own doors and limit. What is read there is
# more than what is kept, so that a photo that is too large is refused in its form, with everything
# else that was written still there.
BODY_LIMIT_BYTES = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT_BYTES
PHOTO_LIMIT_BYTES = 15_000_000
PHOTO_BODY_LIMIT_BYTES = 80_000_000
LEADS_LIMIT_BYTES = 50_000_000  # exports of lead forms: Meta’s, in UTF-16, have 600 bytes a person
LEADS_BODY_LIMIT_BYTES = 60_000_000
LEADS_DOORS = r"/desk/[\w-]+/campaigns/[\w-]+/leads/new"
PHOTO_DOORS = r"/c/[\w-]+/apply/you|/a/[0-9A-Za-z-]+/edit"
FILE_UPLOAD_HANDLERS = [
    "common.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- mail -------------------------------------------------------------------------------------
# Every message, allauth's included, becomes a row of mailing first; "outbound" is the one that
# really leaves. In demo mode nothing leaves: messages are read at /demo/mail.
MAIL_FROM = env.str("CONVIVE_MAIL_FROM", "Convive <bonjour@convive.example>")
MAIL_DOMAIN = MAIL_FROM.rpartition("@")[2].strip("> ")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
# Signs what tells /hooks/mail/ that a mail came back; without it that door is shut.
BOUNCE_SECRET = env.str("CONVIVE_BOUNCE_SECRET", "")


def _outbound() -> dict[str, object]:
    """Translate CONVIVE_MAIL_URL (smtp://user:password@host:port, smtp+tls, smtp+ssl)."""
    if not MAIL_URL:
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(MAIL_URL)
    if parts.scheme not in ("smtp", "smtp+tls", "smtp+ssl"):
        raise ImproperlyConfigured(
            "CONVIVE_MAIL_URL starts with smtp://, smtp+tls:// or smtp+ssl://."
        )
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtp+ssl",
            "timeout": 20,
        },
    }


MAILERS = {
    "default": {"BACKEND": "mailing.backends.QueueBackend"},
    "outbound": _outbound(),
}

# --- words ------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = SECURE
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
PHONENUMBER_DEFAULT_REGION = "FR"

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = Path(env.str("CONVIVE_MEDIA_DIR", str(VAR_DIR / "media")))
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
TESTING = "pytest" in sys.modules
if TESTING:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_AUTOREFRESH = True
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# --- the draw's beacon ------------------------------------------------------------------------
DRAND_RELAYS = env.list(
    "CONVIVE_DRAND_RELAYS",
    default=[]
    if DEMO
    else ["https://api.drand.sh", "https://api2.drand.sh", "https://drand.cloudflare.com"],
)
# Messages to many leave this long after they are written: until then they can be held back, and a
# draw made void, without a mail too many.
ANSWER_UNDO_MINUTES = env.int("CONVIVE_UNDO_MINUTES", 10)
if not 0 <= ANSWER_UNDO_MINUTES <= 1440:
    raise ImproperlyConfigured("CONVIVE_UNDO_MINUTES is a number of minutes, a day at most.")

# --- campaigns --------------------------------------------------------------------------------
# Whether campaigns about drinks with alcohol may be held at all: adults only, with the notices.
ALCOHOL_CAMPAIGNS = env.bool("CONVIVE_ALCOHOL_CAMPAIGNS", False)

# --- API --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "api.problems.handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Convive",
    "DESCRIPTION": "Campaigns, draws, kits, parties, guests and credited orders.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- logs -------------------------------------------------------------------------------------
LOG_LEVEL = env.str("CONVIVE_LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "common.logs.RequestId"}},
    "formatters": {"json": {"()": "common.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
    },
}
