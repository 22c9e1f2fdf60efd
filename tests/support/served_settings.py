"""The settings under which tests serve the application: those of the tests, and a clock that is never remembered."""

from tsunagu.project.test_settings import *  # noqa: F403

CLOCK_REMEMBERED_SECONDS = 0.0
