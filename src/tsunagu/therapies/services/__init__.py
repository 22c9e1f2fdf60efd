"""What can be done with therapies: publish a route, register and suspend a legal basis."""
