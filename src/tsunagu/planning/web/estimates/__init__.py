"""Pages of estimates: what plans assume, what was observed, what is proposed, and the decision about it."""
