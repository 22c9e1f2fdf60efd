"""The invented members, their sites and their people."""
