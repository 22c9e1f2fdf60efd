"""Reads of planning: what members publish, as people see it and as a planning problem takes it."""
