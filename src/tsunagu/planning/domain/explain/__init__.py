"""Why a plan is as it is, in words: what keeps a date from being earlier, measured by taking it away."""
