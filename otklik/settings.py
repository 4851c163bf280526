"""What the process must know before it reaches the database: address, keys, proxies, data directory.

Everything that a person may change while the server runs lives in `otklik.kernel.settings` (F17).
"""

import os
from pathlib import Path

from otklik.kernel import databases, keys

CODE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("OTKLIK_DATA", CODE.parent / "data")).absolute()
SITE_URL = os.environ.get("SITE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}").rstrip("/")
TRUSTED_PROXIES = [address for address in os.environ.get("TRUSTED_PROXIES", "").split(",") if address]
DEMO = os.environ.get("OTKLIK_DEMO") == "1"
FILES_URL = os.environ.get("FILES_URL", "")  # s3://KEY:SECRET@host/bucket; empty: the data directory
REDIS_URL = os.environ.get("REDIS_URL", "")  # redis://host:6379: live names are told there; empty: by PostgreSQL
KIT = os.environ.get("OTKLIK_KIT") == "1"  # the page of all components, for developers and tests
PROCESS = os.environ.get(
    "OTKLIK_PROCESS", "command"
)  # web, worker, receiver, clock or command: who connects, and how (F21)

DEBUG = False
KEYS = keys.load(Path(os.environ.get("OTKLIK_KEYS") or DATA / "keys.json"))
SECRET_KEY = KEYS.session
SECRET_KEY_FALLBACKS = KEYS.old_sessions
ALLOWED_HOSTS = ["*"]  # no link is built from Host (F27): SITE_URL is the address
USE_X_FORWARDED_HOST = False
OUTSIDE_ALSO = frozenset(os.environ.get("OTKLIK_OUTSIDE_ALSO", "").split())
"""Of our own network, "address:port" from where pictures of letters may be fetched all the same; tests need one."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "otklik.kernel",
    "otklik.live",
    "otklik.ui",
    "otklik.people",
    "otklik.tickets",
    "otklik.channels",
    "otklik.clocks",
    "otklik.knowledge",
    "otklik.style",
    "otklik.translation",
    "otklik.routing",
    "otklik.problems",
    "otklik.development",
    "otklik.cards",
    "otklik.work",
    "otklik.conduct",
    "otklik.wishes",
    "otklik.notices",
    "otklik.desk",
    "otklik.portal",
    "otklik.manage",
    "otklik.signin",
    "otklik.wiring.Wiring",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "otklik.kernel.middleware.security_headers",
    "otklik.live.middleware.note_position",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "otklik.people.middleware.speak_their_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "otklik.urls"
AUTH_USER_MODEL = "people.Person"
DATABASES = {"default": databases.configure(os.environ.get("DATABASE_URL"), DATA, PROCESS)}
if os.environ.get("REPLICA_URL"):
    DATABASES["replica"] = databases.configure_replica(os.environ["REPLICA_URL"], PROCESS)
    MIDDLEWARE.insert(0, "otklik.kernel.replica.pin_writers")
DATABASE_ROUTERS = ["otklik.kernel.replica.Router"]
REPLICA_LAG = float(os.environ.get("REPLICA_LAG", "5"))
"""Seconds that search and reports may be behind; a replica that lags more is not read."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "otklik.ui.jinja.environment"},
    },
    {  # library defaults that nobody sees (F4)
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("uk", "Українська"), ("en", "English")]
LOCALE_PATHS = [CODE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

CACHES = {"default": {"BACKEND": "otklik.kernel.cache.PostgresCache"}}  # F5

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "otklik.ui.assets.HashedFiles"},
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # Identity is the truth (F9)
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "otklik.signin.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "otklik.signin.forms.PasswordForm",
    "request_login_code": "otklik.signin.forms.AddressForm",
    "confirm_login_code": "otklik.signin.forms.CodeForm",
    "reset_password": "otklik.signin.forms.ForgottenForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an unknown address gets the same page and no letter (F9)
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_NAME = "otklik_session"
SESSION_COOKIE_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_COOKIE_NAME = "otklik_csrf"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "otklik.ui.failures.outdated"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 2**10

PROCRASTINATE_ON_APP_READY = None
EMAIL_BACKEND = "otklik.channels.email.backend.MailboxBackend"

LOGGING_CONFIG = None
