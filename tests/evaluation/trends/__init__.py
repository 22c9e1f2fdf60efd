"""Control measurements and trends: rules, services, pages."""
