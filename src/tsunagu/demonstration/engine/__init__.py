"""The engine that keeps the demonstration moving, by running the services as its people would."""
