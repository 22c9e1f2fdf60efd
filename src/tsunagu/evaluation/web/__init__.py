"""Pages of evaluation: rounds between laboratories."""
