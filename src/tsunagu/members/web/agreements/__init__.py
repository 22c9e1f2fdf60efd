"""Pages of the register: agreements, audits, approvals of suppliers."""
