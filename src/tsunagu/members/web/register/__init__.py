"""Pages of the register: the list, import and export, membership years, applications, growth."""
