"""Rules and vocabularies of members: pure, without tables or clock."""
