"""Shippers: the register, packing, the exception list, the pages."""
