"""Load everything that the gates judge, in the gate scope: complete facts, whoever may see them."""
