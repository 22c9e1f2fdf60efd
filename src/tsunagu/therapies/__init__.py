"""Products and procedures as versioned routes, their legal basis and requirements."""
