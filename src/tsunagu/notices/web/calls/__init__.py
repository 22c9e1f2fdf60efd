"""Pages of calls: those that wait, one as it goes from one to the next, and the answer."""
