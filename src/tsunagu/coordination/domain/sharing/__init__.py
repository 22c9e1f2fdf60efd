"""Shared use 共同利用: what members offer each other for hours, by which rules, at what charge. Pure rules."""
