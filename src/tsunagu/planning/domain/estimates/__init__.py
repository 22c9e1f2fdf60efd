"""What plans assume, what was observed instead, and what a person accepted: pure rules and mathematics."""
