"""Fixtures of the pages of custody's tests."""

from tests.journeys.scan.stage import play, stage

__all__ = ["play", "stage"]
