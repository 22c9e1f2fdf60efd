"""Commands of therapies."""
