"""Qualification of methods at sites."""
