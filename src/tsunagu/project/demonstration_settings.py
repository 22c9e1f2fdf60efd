"""The settings of the demonstration: the same installation with invented members, and people to choose at sign-in."""

from tsunagu.project.settings import *  # noqa: F403
from tsunagu.project.settings import INSTALLED_APPS

DEMONSTRATION = True
DEMONSTRATION_PEOPLE = "tsunagu.demonstration.network.people.people"
INSTALLED_APPS = [*INSTALLED_APPS, "tsunagu.demonstration"]
