"""Pages that join many concepts: control tower, inbox, navigation."""
