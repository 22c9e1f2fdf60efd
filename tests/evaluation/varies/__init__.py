"""What varies: the split of a characteristic by donor, site, operator and so on."""
