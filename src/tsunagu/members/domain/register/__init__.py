"""The register of members: what a coordinator's list says, what it would change, membership years, growth."""
