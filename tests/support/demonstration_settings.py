"""The settings under which tests serve the demonstration: those of the tests, with its people to choose from."""

from tsunagu.project.test_settings import *  # noqa: F403
from tsunagu.project.test_settings import INSTALLED_APPS

DEMONSTRATION = True
DEMONSTRATION_PEOPLE = "tsunagu.demonstration.network.people.people"
INSTALLED_APPS = [*INSTALLED_APPS, "tsunagu.demonstration"]
