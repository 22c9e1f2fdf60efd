"""Duties, inbox, alerts and reminders."""
