"""Whether a process stays as it was: control charts with frozen limits, run rules, capability, tolerance intervals."""
