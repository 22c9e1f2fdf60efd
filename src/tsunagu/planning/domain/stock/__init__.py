"""Lots made to stock: what is forecast, what is started when and how large, and which dose goes to whom."""
