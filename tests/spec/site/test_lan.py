"""The school's own certificate authority: what it may vouch for, how long, and who can read its key."""

from __future__ import annotations

import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from carryover.site import lan
from carryover.site.home import CannotStart, Home, locate, make

NOW = datetime.now(UTC)  # OpenSSL compares with the real clock
HERE = ("192.168.1.20", "10.3.0.7")


@pytest.fixture
def home(place: Path) -> Home:
    return make(locate({"CARRYOVER_HOME": str(place / "data")}))


def greeted(made: lan.Certificate, name: str) -> None:
    """Shake hands over TLS as a tablet that trusts the authority and asks for `name`, or raise SSLError."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(made.chain, made.key)
    trusting = ssl.create_default_context(cafile=str(made.authority))
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            served.wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        trusting.wrap_socket(ours, server_hostname=name).close()
    finally:
        ours.close()
        server.join()


@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1", "192.168.1.20", "10.3.0.7", "room12", "room12.local"]
)
def test_a_tablet_that_trusts_the_authority_trusts_this_server(home: Home, name: str) -> None:
    greeted(lan.certificate(home, HERE, "Room12.school.example", NOW), name)


def test_not_under_another_name(home: Home) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        greeted(lan.certificate(home, HERE, "room12", NOW), "192.168.1.99")


def test_the_authority_cannot_vouch_for_anything_public(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        greeted(lan.certificate(home, ("203.0.113.9",), "room12", NOW), "203.0.113.9")


def test_keys_are_private_and_the_rest_is_made_once(home: Home) -> None:
    made = lan.certificate(home, HERE, "room12", NOW)
    before = {path.name: path.read_bytes() for path in home.lan.iterdir()}
    assert lan.certificate(home, HERE, "room12", NOW + timedelta(days=30)) == made
    assert {path.name: path.read_bytes() for path in home.lan.iterdir()} == before
    for path in home.lan.glob("*.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("addresses", "later"), [((*HERE, "192.168.7.7"), timedelta()), (HERE, timedelta(days=380))]
)
def test_a_new_address_or_a_near_end_renews_the_server_s_but_not_the_authority(
    home: Home, addresses: tuple[str, ...], later: timedelta
) -> None:
    made = lan.certificate(home, HERE, "room12", NOW)
    authority, server = made.authority.read_bytes(), made.chain.read_bytes()
    again = lan.certificate(home, addresses, "room12", NOW + later)
    assert again.authority.read_bytes() == authority
    assert again.chain.read_bytes() != server


def test_browsers_accept_the_length_of_its_life(home: Home) -> None:
    found = x509.load_pem_x509_certificate(lan.certificate(home, HERE, "room12", NOW).chain.read_bytes())
    assert found.not_valid_after_utc - found.not_valid_before_utc <= timedelta(days=398)


def test_without_a_network_it_is_one_sentence(home: Home) -> None:
    with pytest.raises(CannotStart, match="no private network address"):
        lan.certificate(home, (), "room12", NOW)
    assert not home.lan.exists()


def test_a_damaged_authority_is_one_sentence(home: Home) -> None:
    made = lan.certificate(home, HERE, "room12", NOW)
    made.authority.write_text("not a certificate")
    with pytest.raises(CannotStart, match="is damaged"):
        lan.certificate(home, HERE, "room12", NOW)
