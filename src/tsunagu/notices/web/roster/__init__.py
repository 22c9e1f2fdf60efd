"""Pages of the roster: who is on duty, turns, swaps and absences, and a file of turns."""
