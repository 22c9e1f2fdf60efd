"""Verbs of fair allocation: declare a policy, open a round, state inputs, override, compute, publish, answer, end."""
