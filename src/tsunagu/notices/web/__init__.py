"""Pages of notices: what is mailed to a person, who is on duty, how calls go."""
