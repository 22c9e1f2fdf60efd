"""Checks of a plan from the problem alone: nothing here is shared with what makes plans."""
