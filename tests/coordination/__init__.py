"""Tests of coordination, area by area."""
