"""Fixtures of the scan page's tests."""

from tests.journeys.scan.stage import play, stage

__all__ = ["play", "stage"]
