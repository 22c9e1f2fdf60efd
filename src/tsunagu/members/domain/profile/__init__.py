"""What a member says of itself on its page: the parts, what may be written, how changes become versions. Pure rules."""
