"""A certificate authority of the school's own, so that tablets on the same network may keep an app and a key.

Promises: the authority is made once, its key is readable by its owner only, and it can vouch for private
addresses and this machine's names alone, so a tablet that trusts it trusts nothing else through it. The
server's certificate is renewed when an address is new or its end is near. The moment and the addresses are
given by the caller.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from carryover.site.home import CannotStart, Home, told

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397  # browsers refuse longer ones
RENEW_BEFORE = timedelta(days=30)
# RFC 1918, RFC 3927, RFC 1122
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")


@dataclass(frozen=True)
class Certificate:
    """Files for the web server, the file that tablets install, and the names it vouches for."""

    chain: Path
    key: Path
    authority: Path
    names: tuple[str, ...]
    addresses: tuple[str, ...]


def addresses_here() -> tuple[str, ...]:
    """This machine's private IPv4 addresses on its networks; empty without a network. Sends nothing."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        # A documentation address (RFC 5737): choosing a route for a datagram sends none.
        probe.connect(("192.0.2.1", 9))
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        entries = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        found += [str(entry[4][0]) for entry in entries]
    return tuple(dict.fromkeys(each for each in found if _is_private(each) and not each.startswith("127.")))


def certificate(home: Home, addresses: Sequence[str], host: str, now: datetime) -> Certificate:
    """The certificate for these addresses, this host name and localhost, made or renewed as needed."""
    if not addresses:
        raise CannotStart(
            "This machine has no private network address, so no tablet could reach it: connect it to the "
            "school's network, or start without LAN=1."
        )
    with told(home.root):
        home.lan.mkdir(mode=0o700, exist_ok=True)
        short = host.split(".")[0].lower() or "localhost"
        made = Certificate(
            chain=home.lan / "server.pem",
            key=home.lan / "server.key",
            authority=home.lan / "carryover-authority.crt",
            names=tuple(dict.fromkeys(("localhost", short, f"{short}.local"))),
            addresses=tuple(addresses),
        )
        authority, key = _authority(home, made, now)
        if not _still_good(made, authority, now):
            _issue(made, authority, key, now)
    return made


def _is_private(text: str) -> bool:
    return any(ipaddress.ip_address(text) in ipaddress.ip_network(block) for block in PRIVATE)


def _authority(
    home: Home, made: Certificate, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key_file = home.lan / "carryover-authority.key"
    try:
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    except FileNotFoundError:
        return _new_authority(made, key_file, now)
    except ValueError as error:
        raise CannotStart(
            f"The certificate authority in {home.lan} is damaged: remove that folder to make a new one."
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not _covers(authority, made, now):
        return _new_authority(made, key_file, now)
    return authority, key


def _covers(authority: x509.Certificate, made: Certificate, now: datetime) -> bool:
    """Whether the authority lasts and may vouch for this machine's present names."""
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    names = {each.value for each in limits if isinstance(each, x509.DNSName)}
    return set(made.names) <= names and authority.not_valid_after_utc - RENEW_BEFORE > now


def _new_authority(
    made: Certificate, key_file: Path, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    title = f"Carryover on {made.names[-1]}"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])
    permitted: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_network(block)) for block in PRIVATE]
    permitted += [x509.DNSName(each) for each in made.names]
    built = (
        _builder(name, name, key.public_key(), now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _keep(key_file, _pem(key))
    made.authority.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    return built, key


def _issue(
    made: Certificate, authority: x509.Certificate, signing: ec.EllipticCurvePrivateKey, now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Carryover")])
    spoken: list[x509.GeneralName] = [x509.DNSName(each) for each in made.names]
    spoken += [x509.IPAddress(ipaddress.ip_address(each)) for each in (*made.addresses, "127.0.0.1")]
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key())
    built = (
        _builder(name, authority.subject, key.public_key(), now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(spoken), critical=False)
        .add_extension(by, critical=False)
        .sign(signing, hashes.SHA256())
    )
    _keep(made.key, _pem(key))
    made.chain.write_bytes(
        b"".join(each.public_bytes(serialization.Encoding.PEM) for each in (built, authority))
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # a tablet's clock may be behind
        .not_valid_after(now + timedelta(days=days - 1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _still_good(made: Certificate, authority: x509.Certificate, now: datetime) -> bool:
    try:
        found = x509.load_pem_x509_certificate(made.chain.read_bytes())
        found.verify_directly_issued_by(authority)
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, x509.ExtensionNotFound, InvalidSignature):
        return False
    spoken = {str(each) for each in names.get_values_for_type(x509.IPAddress)}
    spoken |= set(names.get_values_for_type(x509.DNSName))
    lasts = found.not_valid_after_utc - RENEW_BEFORE > now
    return {*made.names, *made.addresses} <= spoken and lasts and made.key.exists()


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _keep(path: Path, content: bytes) -> None:
    """Write a key so that at no moment anybody else could read it."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)
