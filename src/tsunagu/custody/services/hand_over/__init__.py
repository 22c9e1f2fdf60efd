"""Pass items from giver to receiver; both sign, and receipt moves possession."""

from tsunagu.custody.services.hand_over.give import cancel, give
from tsunagu.custody.services.hand_over.receive import receive
from tsunagu.custody.services.hand_over.sign_as_giver import sign_as_giver
from tsunagu.custody.services.hand_over.signing import SIGNATURE_DUE, TABLE

__all__ = ["SIGNATURE_DUE", "TABLE", "cancel", "give", "receive", "sign_as_giver"]
