"""Verbs of the pipeline: enter a product, record moves, invite and answer, award, hand in, remind."""
