"""Needs, offers and ideas, who could answer them and why, and the consultations that follow: pure rules."""
