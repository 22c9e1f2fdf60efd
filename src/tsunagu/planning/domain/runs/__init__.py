"""What people do with plans: look at them, read their figures, compare them, and ask what would change them."""
