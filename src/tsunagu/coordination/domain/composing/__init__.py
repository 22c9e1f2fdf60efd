"""Composing value chains バリューチェーン案: which members cover a route, and what is missing where none do."""
