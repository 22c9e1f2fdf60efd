"""What chains are composed from, and the proposals that were kept."""
