"""From a hospital's need to complete proposals: a route as options over published capacity, proposed and explained."""
