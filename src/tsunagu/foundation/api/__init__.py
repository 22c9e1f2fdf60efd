"""How programs are answered in JSON: reading, problems, conditions, and the document of what may be asked."""
