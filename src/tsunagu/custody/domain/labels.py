"""The numbers that items carry: serials, item URIs and the trade item numbers of products."""

import hashlib
from uuid import UUID

from tsunagu.identifiers.gs1 import with_check_digit

NAMESPACE = "https://ns.tsunagu.example"
DEMONSTRATION_PREFIX = "9521234"
"""GS1 prefix 952 is set apart by GS1 for demonstrations and examples; it identifies nobody."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def serial_of(uuid: UUID) -> str:
    """Return the ten characters that a person can read out for an item (Crockford's base 32)."""
    rest, text = uuid.int & ((1 << 50) - 1), ""
    for _ in range(10):
        rest, place = divmod(rest, 32)
        text = _ALPHABET[place] + text
    return text


def gtin_of(product: str) -> str:
    """Return the 14-digit trade item number under which the demonstration labels a product."""
    number = int(hashlib.sha256(product.encode()).hexdigest(), 16) % 100_000
    body = f"0{DEMONSTRATION_PREFIX}{number:05d}"
    return with_check_digit(body)


def item_uri(product: str, uuid: UUID) -> str:
    """Return the Digital Link of an item: its product's GTIN and its own serial."""
    return f"https://id.gs1.org/01/{gtin_of(product)}/21/{serial_of(uuid)}"


def donation_uri(din: str) -> str:
    """Return the URI of a donation identification number (13 characters)."""
    return f"{NAMESPACE}/din/{din}"


def member_uri(uuid: UUID) -> str:
    """Return the URI of an organisation, as possessing party of an event."""
    return f"{NAMESPACE}/member/{uuid}"


def site_uri(uuid: UUID) -> str:
    """Return the URI of a site, as business location of an event."""
    return f"{NAMESPACE}/site/{uuid}"
