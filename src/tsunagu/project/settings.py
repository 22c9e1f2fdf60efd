"""Django's settings, made from the typed configuration; no decision is taken here."""

import os
from typing import Any

from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.logs import logging_configuration
from tsunagu.project.configuration import CHECKOUT, read_configuration

CONFIGURATION = read_configuration(os.environ)
DEMONSTRATION = False

SECRET_KEY = CONFIGURATION.secret_key
DEBUG = CONFIGURATION.debug
ALLOWED_HOSTS = list(CONFIGURATION.hosts)
CSRF_TRUSTED_ORIGINS = list(CONFIGURATION.origins)

TSUNAGU_APPS = [
    "foundation",
    "members",
    "notices",
    "custody",
    "conditions",
    "evaluation",
    "therapies",
    "journeys",
    "planning",
    "coordination",
    "portal",
]
INSTALLED_APPS = [
    *(f"tsunagu.{name}" for name in TSUNAGU_APPS),  # first: our templates go before allauth's
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "tsunagu.foundation.web.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tsunagu.foundation.web.headers.SecurityHeadersMiddleware",
    "tsunagu.foundation.web.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tsunagu.foundation.api.problems.ProblemMiddleware",
    "tsunagu.foundation.web.scope.ScopeMiddleware",
    "tsunagu.foundation.web.refusals.RefusalMiddleware",  # inside the scope: a refusal undoes what was written
]
ROOT_URLCONF = "tsunagu.project.urls"
WSGI_APPLICATION = "tsunagu.project.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tsunagu.foundation.web.context.page",
            ]
        },
    }
]

_database = CONFIGURATION.database()
_own = ("dbname", "user", "password", "host", "port")
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database["dbname"],
        "USER": _database["user"],
        "PASSWORD": _database["password"],
        "HOST": _database["host"],
        "PORT": _database["port"],
        "CONN_MAX_AGE": 3600,
        "CONN_HEALTH_CHECKS": True,
        # kept queries ask for few rows by their keys: plan each once, whatever the values
        "OPTIONS": {"options": "-c plan_cache_mode=force_generic_plan"}
        | {key: value for key, value in _database.items() if key not in _own},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SCOPE_RESOLVER = "tsunagu.members.services.scope_of_person.scope_of_person"
PROGRAM_RESOLVER = "tsunagu.members.services.recognise.scope_of_program"
PROGRAM_ADDRESSES = ("/api/v1/",)  # where programs ask, each with its key
PRODUCT_WORDS = "tsunagu.therapies.queries.products.product_words"  # names of products, for papers of custody
WAITING_TIMES = CONFIGURATION.waiting_times  # a file of this installation's own, or None
TEST_CATALOGUE = CONFIGURATION.test_catalogue  # likewise
RETENTION = CONFIGURATION.retention  # likewise
PLANNING_ASSUMPTIONS = CONFIGURATION.planning_assumptions  # likewise
MEMBERSHIP = CONFIGURATION.membership  # likewise
TAXONOMY = CONFIGURATION.taxonomy  # likewise
TRANSPORT_PAPER = "tsunagu.journeys.services.paper.transport_paper"

NAVIGATION = [
    ("/", _("Tower")),
    ("/inbox/", _("Inbox")),
    ("/journeys/", _("Cases and lots")),
    ("/scan/", _("Scan")),
    ("/trace/", _("Trace")),
    ("/evaluation/", _("Evaluation")),
    ("/plan/", _("Plan")),
    ("/therapies/", _("Therapies")),
    ("/network/chains/", _("Connect")),
    ("/members/", _("Members")),
]
SECTIONS: dict[str, list[tuple[str, Any]]] = {  # pages of an entry of the menu that stand beside each other
    "/": [
        ("/", _("Now")),
        ("/tower/figures/", _("Figures over time")),
        ("/calls/", _("Calls")),
        ("/roster/", _("Duty roster")),
    ],
    "/trace/": [
        ("/trace/", _("Origin and use")),
        ("/trace/hand-overs/", _("Open hand-overs")),
        ("/shippers/", _("Shippers")),
    ],
    "/plan/": [
        ("/plan/schedule/", _("Schedule")),
        ("/plan/runs/", _("Plans")),
        ("/plan/requests/", _("Dates asked for")),
        ("/plan/mending/", _("Mended plans")),
        ("/plan/fairness/", _("Fair allocation")),
        ("/plan/stock/", _("Stock")),
        ("/plan/capacity/", _("Capacity and calendars")),
        ("/plan/estimates/", _("Estimates")),
    ],
    "/network/chains/": [
        ("/network/chains/", _("Value chains")),
        ("/network/needs/", _("Needs and seeds")),
        ("/network/consultations/", _("Consultations")),
        ("/network/coverage/", _("Coverage")),
        ("/network/shared/", _("Shared use")),
        ("/network/gatherings/", _("Gatherings")),
        ("/network/pipeline/", _("Pipeline")),
    ],
    "/members/": [
        ("/members/", _("Directory")),
        ("/members/agreements/", _("Agreements and qualifications")),
        ("/members/proposals/", _("Changes of members' pages")),
        ("/members/register/", _("Register and renewal")),
    ],
}
PAGE_PERSON = "tsunagu.portal.web.person.shown_person"  # who a page says is signed in
LOCALE_PATHS = [CHECKOUT / "src" / "tsunagu" / "project" / "locale"]

AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = ["tsunagu.members.web.recognising.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/start/"
ACCOUNT_ADAPTER = "tsunagu.project.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Tsunagu"

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
CLOCK_REMEMBERED_SECONDS = 2.0  # so long a process goes on with the setting of the clock that it read
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = CONFIGURATION.data / "static"
MEDIA_ROOT = CONFIGURATION.data / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
SERVESTATIC_USE_FINDERS = False
SERVESTATIC_AUTOREFRESH = False
SERVESTATIC_ALLOW_ALL_ORIGINS = False

SESSION_ENGINE = "tsunagu.foundation.web.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.is_tls
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

PUBLIC_ADDRESS = CONFIGURATION.address  # what links in letters begin with
MAIL_IS_SENT = bool(CONFIGURATION.mail.host)  # without a mail server letters are kept to be looked at
EMAIL_BACKEND = CONFIGURATION.mail.backend
EMAIL_HOST, EMAIL_PORT = CONFIGURATION.mail.host, CONFIGURATION.mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = CONFIGURATION.mail.user, CONFIGURATION.mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = (CONFIGURATION.mail.security == one for one in ("starttls", "tls"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = CONFIGURATION.mail.sender
LOGGING = logging_configuration()
LOGGING_CONFIG = "logging.config.dictConfig"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
LOOK_AT_PROMISES = "tsunagu.planning.tasks.case_changed"
SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {  # kind of act -> tasks to queue for it
    "order_placed": ("tsunagu.planning.tasks.order_placed",),
    "hold_placed": ("tsunagu.journeys.tasks.hold_placed",),
    "release_withdrawn": ("tsunagu.journeys.tasks.release_withdrawn",),
    "failed_after_release": ("tsunagu.journeys.tasks.failed_after_release",),
    "taken_over_from_paper": ("tsunagu.journeys.tasks.taken_over_from_paper",),
    "look_back_completed": ("tsunagu.journeys.tasks.look_back_completed",),
    "alarm_assessed": ("tsunagu.journeys.tasks.alarm_assessed",),
    "step_failed": (LOOK_AT_PROMISES,),
    "journey_cancelled": (LOOK_AT_PROMISES,),
    "re_collected": (LOOK_AT_PROMISES,),
    "re_manufactured": (LOOK_AT_PROMISES,),
    "begun_again": (LOOK_AT_PROMISES,),
}
VIEW_SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {  # view that an act adds to or changes -> tasks to queue
    "evaluation.Result": ("tsunagu.journeys.tasks.results_changed",),
    "evaluation.Investigation": (LOOK_AT_PROMISES,),
}
SILENCED_SYSTEM_CHECKS: list[str] = []
BASE_DIR = CHECKOUT
