"""Pages of therapies: the list, one route drawn and in tables, writing and publishing a route."""
