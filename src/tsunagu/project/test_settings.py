"""The settings of the tests: their own data folder, quick passwords, letters kept in memory."""

import os

from tsunagu.project.configuration import CHECKOUT

os.environ.setdefault("TSUNAGU_DATA", str(CHECKOUT / "data" / "test"))

from tsunagu.project.settings import *  # noqa: F403
from tsunagu.project.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# each of the thousands of clients would look up every file anew; what is served to a browser turns them on
SERVESTATIC_USE_FINDERS = False
SERVESTATIC_USE_STATIC_ROOT = False
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
# queries are counted: the clock, read again after some seconds, would now and then be one of them
CLOCK_REMEMBERED_SECONDS = 60.0
