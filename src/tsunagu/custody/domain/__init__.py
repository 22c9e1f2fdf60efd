"""Rules of custody: acts, states of items, hand-overs and holds. No database here."""
