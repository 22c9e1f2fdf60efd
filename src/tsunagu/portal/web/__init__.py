"""Pages that join many concepts: the control tower and the inbox."""
