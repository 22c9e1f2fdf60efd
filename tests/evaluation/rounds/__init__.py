"""Rounds between laboratories: rules, services, blindness, pages."""
