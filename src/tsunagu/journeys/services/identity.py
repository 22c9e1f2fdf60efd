"""Seal and open a patient's identity with the hospital's key; read a wristband."""

import hashlib
import hmac
import secrets
from datetime import date
from functools import lru_cache
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tsunagu.journeys.domain.patient import Patient
from tsunagu.journeys.models import PatientIdentity

WRISTBAND = "TSW1:"
_NONCE_BYTES = 12


@lru_cache(maxsize=512)
def _key(member: UUID, purpose: str) -> bytes:
    """Derive a hospital's key for one purpose from the installation's secret (RFC 5869)."""
    info = f"tsunagu/{purpose}/{member}".encode()
    return HKDF(SHA256(), 32, salt=None, info=info).derive(settings.SECRET_KEY.encode())


def seal(patient: Patient, member: UUID, chain: UUID) -> bytes:
    """Encrypt the identity (AES-256-GCM), bound to its hospital and case."""
    text = orjson.dumps([patient.name, patient.kana, patient.born_on, patient.record_number])
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key(member, "patient")).encrypt(nonce, text, chain.bytes)


def unseal(sealed: bytes, member: UUID, chain: UUID) -> Patient:
    """Decrypt an identity; raises InvalidTag if it belongs to another hospital or case."""
    nonce, text = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    plain = AESGCM(_key(member, "patient")).decrypt(nonce, text, chain.bytes)
    name, kana, born_on, record_number = orjson.loads(plain)
    return Patient(name, kana, date.fromisoformat(born_on), record_number)


def wristband_hash(member: UUID, record_number: str) -> str:
    """Return the keyed hash under which a record number on a wristband is found."""
    normal = record_number.strip().removeprefix(WRISTBAND).upper()
    return hmac.new(_key(member, "wristband"), normal.encode(), hashlib.sha256).hexdigest()


def store_identity(patient: Patient, member: UUID, chain: UUID) -> None:
    """Keep the sealed identity with its hospital; only that hospital's scope can write it."""
    PatientIdentity.objects.create(
        chain=chain,
        member=member,
        sealed=seal(patient, member, chain),
        wristband=wristband_hash(member, patient.record_number),
    )


def patient_of(chain: UUID, member: UUID) -> Patient | None:
    """Return the patient of a case to the own hospital, and None to everyone else."""
    row = PatientIdentity.objects.filter(chain=chain, member=member).first()
    return None if row is None else unseal(bytes(row.sealed), row.member, row.chain)


def wristband_matches(chain: UUID, member: UUID, read: str) -> bool | None:
    """Say whether the wristband that was read is this case's patient's; None if nothing was read."""
    if not read.strip():
        return None
    stored = (
        PatientIdentity.objects.filter(chain=chain, member=member).values_list("wristband", flat=True).first()
    )
    return stored is not None and hmac.compare_digest(stored, wristband_hash(member, read))
