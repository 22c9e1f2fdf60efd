"""How long a product keeps: shelf life from several batches (ICH Q1E) and points that leave the trend."""
