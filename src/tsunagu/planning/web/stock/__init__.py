"""Pages of making to stock: what is stated, what is in store, plans of lots, who could get which doses."""
