"""The settings under which tests serve the demonstration: those of the tests, with its people to choose from."""

from tsunagu.project.test_settings import *  # noqa: F403
from tsunagu.project.test_settings import DATABASES, INSTALLED_APPS

DATABASES["default"] |= {"CONN_MAX_AGE": 3600, "CONN_HEALTH_CHECKS": True}
SERVESTATIC_USE_FINDERS = True
DEMONSTRATION = True
DEMONSTRATION_PEOPLE = "tsunagu.demonstration.network.people.people"
INSTALLED_APPS = [*INSTALLED_APPS, "tsunagu.demonstration"]
