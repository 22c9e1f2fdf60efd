"""Settings, root URLs, ASGI and the command line: configuration only."""
