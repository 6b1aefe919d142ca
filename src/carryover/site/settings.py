"""The one settings file. It reads the environment and the data folder once and starts nothing.

Secrets come from the data folder or the environment, never from this file.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from carryover.look.frame import Frame, RailItem
from carryover.site import headers, logs
from carryover.site.account.config import read as sign_in
from carryover.site.connections import databases
from carryover.site.home import locate
from carryover.site.sealing import sealing
from carryover.site.secrets import peek

PACKAGE = Path(__file__).resolve().parents[1]
HOME = locate(os.environ)
SECRETS = peek(HOME, os.environ)
CARRYOVER_SEALING = sealing(SECRETS)
CONNECTIONS = databases(HOME, os.environ)
if os.environ.get("CARRYOVER_DATABASE"):  # another database of the same roles: tests serve a copy
    CONNECTIONS = CONNECTIONS.to(os.environ["CARRYOVER_DATABASE"])

# demo shows made-up people and says so; production is the default and shows neither.
MODE = os.environ.get("CARRYOVER_MODE", "production")
# Moved clocks, for demonstrations and tests; see clock.py. A real school's clock cannot be moved.
_MOVED = os.environ if MODE == "demo" else {}
TODAY = _MOVED.get("CARRYOVER_TODAY", "")
NOW = _MOVED.get("CARRYOVER_NOW", "")
CLOCK_SHIFT = float(_MOVED.get("CARRYOVER_CLOCK_SHIFT", "0"))
TLS = os.environ.get("CARRYOVER_TLS", "") == "1"
# The header in which your own proxy says that it was asked over TLS. Named only where a proxy always sets or removes
# it: anybody else could set it too.
TLS_HEADER = os.environ.get("CARRYOVER_TLS_HEADER", "")
# How many proxies of ours stand before the server and write down from where somebody came.
PROXIES = int(os.environ.get("CARRYOVER_PROXIES", "0"))
# Who needs a second step, and the providers that the district signs in with.
SIGN_IN = sign_in(HOME, os.environ, MODE)

DEBUG = False
SECRET_KEY = SECRETS.secret_key
ALLOWED_HOSTS = os.environ.get("CARRYOVER_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"] if TLS else []
ROOT_URLCONF = "carryover.site.urls"
WSGI_APPLICATION = "carryover.site.wsgi.application"

INSTALLED_APPS = [
    "carryover.look",
    "carryover.journal",
    "carryover.roster",
    "carryover.scope",
    "carryover.plans",
    "carryover.observations",
    "carryover.sheets",
    "carryover.decisions",
    "carryover.staff",
    "carryover.documents",
    "carryover.exchange",
    "carryover.site",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "ninja",
    "pgtrigger",
    "pghistory",  # only for migrations that are past
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "carryover.site.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "carryover.site.hygiene.Readable",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "carryover.site.account.sessions.SessionRules",
    "carryover.site.account.throttle.Throttle",
    "carryover.site.requests.SignInRequired",
    "carryover.site.account.second_step.SecondStepRequired",
    "carryover.site.requests.OneTransaction",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "carryover.site.requests.frame",
            ],
        },
    }
]

# Three roles, three connections: `default` serves and is bound by row security, `owner` migrates, `keeper` loads and
# backs up.
DATABASES = {
    "default": CONNECTIONS.app.django() | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True},
    "owner": CONNECTIONS.owner.django(),
    "keeper": CONNECTIONS.keeper.django(),
}

# Shared by every process and server: a one-time code is used once, wherever it is tried again.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "front_door_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

AUTH_USER_MODEL = "roster.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "carryover.site.account.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "carryover.site.account.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# Counting is ours (account/throttle.py): allauth's would be lost with a request that is undone.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = {"webauthn_login": ""}
MFA_ADAPTER = "carryover.site.account.adapters.MfaAdapter"
MFA_FORMS = {
    "authenticate": "carryover.site.account.forms.AuthenticateForm",
    "authenticate_webauthn": "carryover.site.account.forms.AuthenticatePasskeyForm",
    "login_webauthn": "carryover.site.account.forms.LoginPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
SOCIALACCOUNT_ADAPTER = "carryover.site.account.adapters.ProviderAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"

CSRF_FAILURE_VIEW = "carryover.site.views.form_expired"
# Web security: the whole of it stands here, in headers.py and in hygiene.py; docs/decisions/0019 says why.
# A browser takes a cookie named so only over TLS, from this very host and for all of it; without TLS it takes none.
_HOST = "__Host-" if TLS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}sessionid", f"{_HOST}csrftoken"
LANGUAGE_COOKIE_NAME, DISPLAY_COOKIE_NAME = f"{_HOST}language", f"{_HOST}display"
KNOWN_DEVICE_COOKIE = f"{_HOST}known"
SESSION_ENGINE = "carryover.site.account.store"
# Longer than any session lasts (account/rules.py), so that a form sent after its end can still be rescued.
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True  # a tablet's script reads the token against forgery
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
# What a page says next ("The goal is added …") lies with the session on the server, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, by address
SECURE_PROXY_SSL_HEADER = (f"HTTP_{TLS_HEADER.upper().replace('-', '_')}", "https") if TLS_HEADER else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
# Being built into browsers is a choice for a district's whole domain, which a web page must not make for it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": headers.pages(each.discovery for each in SIGN_IN.providers.values())}

# Those who spend the day with students need the day, not the queue.
WITH_STUDENTS = frozenset({"paraprofessional", "behavior_technician", "substitute"})
# Those who have neither a day nor a queue begin with the people whom they may see, and why.
WITH_PEOPLE = frozenset(
    {"guardian", "eligible_student", "external_evaluator", "auditor", "privacy_officer", "it", "nurse"}
)
CARRYOVER_FRAME = Frame(
    rail=(
        RailItem(
            _("Today"),
            "decisions:queue",
            "list-check",
            count="decisions:queue-count",
            not_for=WITH_STUDENTS | WITH_PEOPLE,
        ),
        RailItem(_("Caseload"), "decisions:caseload", "users", not_for=WITH_STUDENTS | WITH_PEOPLE),
        RailItem(_("People"), "scope:whom", "users-group", count="scope:whom-count", only_for=WITH_PEOPLE),
        RailItem(_("My day"), "sheets:day", "calendar", not_for=WITH_PEOPLE),
        RailItem(_("Emergency"), "scope:glass", "alert-triangle", acts=("glass.break",)),
        RailItem(_("Absent today"), "sheets:substitutes", "users-group", acts=("substitute.issue",)),
        RailItem(_("Training"), "staff:school", "certificate", acts=("competence.record",)),
        RailItem(
            _("School"), "scope:schools", "building", acts=("people.manage", "student.enter", "people.see")
        ),
    ),
    own=(RailItem(_("My training"), "staff:mine", "certificate"),),
    home="home",
    find="decisions:caseload",
    above="scope:glass-banner",
    account="account_security",
    stay="account_stay",
    keep="account_keep",
    display_cookie=DISPLAY_COOKIE_NAME,
)

# What a student's plan needs of adults, for the gate in front of assignments (scope/needs.py).
CARRYOVER_NEEDS = ("carryover.plans.needs.of_students",)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
# Spanish of the United States: dates are month, day, year and decimals have a point, as on every form of the school.
FORMAT_MODULE_PATH = "carryover.site.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME.root / "static"
# The tree is the source of static files; nothing is collected, so a first start has one step less to fail.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
# A file that somebody sends is read in memory and never lies on the disk; one that does not fit is not taken.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_APPEND_ONLY = True
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

LOGGING = logs.configuration(tell_all=MODE == "demo")
