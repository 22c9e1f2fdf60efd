"""Variance components: how much of the spread comes from sites, days, operators, donors and repetition."""
