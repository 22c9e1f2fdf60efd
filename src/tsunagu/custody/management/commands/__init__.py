"""Commands of custody: verify, rebuild, export, trace."""
