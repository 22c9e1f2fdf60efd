"""Ways to plans of lots and to allocations; nothing here is believed before it was checked."""
