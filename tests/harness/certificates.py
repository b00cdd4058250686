"""Certificates for servers of the tests: an authority of our own, and who it signs for."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def signed_by_own_authority(directory: Path, address: str = "127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    """Return the file with the authority's certificate, and the context of a server at an address."""
    authority_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _certificate("Test authority", "Test authority", authority_key, authority_key,
                             x509.BasicConstraints(ca=True, path_length=0))
    server = _certificate("Test server", "Test authority", server_key, authority_key,
                          x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]))
    authority_file, chain_file = directory / "authority.pem", directory / "server.pem"
    authority_file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    chain_file.write_bytes(
        server_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                 serialization.NoEncryption())
        + server.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain_file)
    return authority_file, context


def _certificate(name: str, issuer: str, key: ec.EllipticCurvePrivateKey, signing_key: ec.EllipticCurvePrivateKey,
                 extension: x509.ExtensionType) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        .sign(signing_key, hashes.SHA256()))
