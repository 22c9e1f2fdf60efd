"""The certificate for phones: made once, private, renewed when the address changes."""

import ssl
from pathlib import Path

from tsunagu.project import tls


def test_a_certificate_is_kept_until_the_address_changes(tmp_path: Path) -> None:
    cert, key = tls.certificate(tmp_path, "192.0.2.7")
    first = cert.read_bytes()
    assert tls.certificate(tmp_path, "192.0.2.7") == (cert, key)
    assert cert.read_bytes() == first
    tls.certificate(tmp_path, "192.0.2.8")
    assert cert.read_bytes() != first
    assert key.stat().st_mode & 0o077 == 0


def test_python_accepts_the_pair(tmp_path: Path) -> None:
    cert, key = tls.certificate(tmp_path, "192.0.2.7")
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key)
