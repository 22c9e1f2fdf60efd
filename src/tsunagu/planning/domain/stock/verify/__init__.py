"""The independent check of stock plans and allocations: from the problem alone, without any solver's code."""
