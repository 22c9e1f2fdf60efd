"""Statistics of evaluation: what NumPy, SciPy and statsmodels lack, with intervals and honest refusals; pure."""
