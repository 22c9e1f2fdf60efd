"""Relative potency of bioassays by lines, slopes, curves and quantal responses (Ph. Eur. 5.3, USP <1032>, <1034>)."""
