"""Composing chains, keeping them, and showing them to others."""
