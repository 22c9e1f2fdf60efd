"""The settings under which tests serve the application: those of the tests, and a clock that is never remembered.

A served application keeps its connections, as an installation does; only the tests' own must let go of a clone.
"""

from tsunagu.project.test_settings import *  # noqa: F403
from tsunagu.project.test_settings import DATABASES

DATABASES["default"] |= {"CONN_MAX_AGE": 3600, "CONN_HEALTH_CHECKS": True}
SERVESTATIC_USE_FINDERS = True
CLOCK_REMEMBERED_SECONDS = 0.0
