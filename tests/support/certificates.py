"""An authority of a test's own, and what a server of its shows."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Certified:
    """`shown` is for the server, `trusting` for a client that believes the authority, and `authority` its certificate."""

    shown: ssl.SSLContext
    authority: str

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.authority)


@cache
def certified(address: str = "127.0.0.1") -> Certified:
    """A certificate for this address, which one may call wrongly by another."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Aday tests")]),
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .sign(key, SHA256())
    )
    written = certificate.public_bytes(Encoding.PEM)
    shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        file.write_bytes(written + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        shown.load_cert_chain(file)
    return Certified(shown, written.decode())
