"""Pages of custody: trace and recall, hand-overs, labels and travel documents."""
