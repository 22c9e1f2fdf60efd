"""What a thing is, whose it is, who holds it: items, lots, genealogy, holds, the ledger."""
