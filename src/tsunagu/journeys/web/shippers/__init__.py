"""Pages of shippers: what is on its way in which, the register, and one shipper with its measurements."""
