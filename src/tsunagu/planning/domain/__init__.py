"""What a planning problem is, how it is solved, what a plan is, and how it is checked; no database, no clock."""
