"""The invented network and the engine that keeps it moving."""
