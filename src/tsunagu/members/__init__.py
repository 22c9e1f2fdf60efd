"""Organisations, their sites, capabilities, licences, agreements and people."""
