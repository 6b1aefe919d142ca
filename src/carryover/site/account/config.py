"""How this installation lets people in: one small typed value, read once from the data folder and the environment.

`sign-in.toml` in the data folder (or the file that `CARRYOVER_SIGN_IN` names) says who needs a second step and which
providers the district signs in with. Whatever in it cannot be right is told as one sentence that names the place.
docs/how-to/sign-in.md shows the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from carryover.roster.roles import Role
from carryover.site.home import CannotStart, Home

FILE = "sign-in.toml"
GOOGLE = "https://accounts.google.com"
CLEVER = "https://clever.com"
MICROSOFT = "https://login.microsoftonline.com/{tenant}/v2.0"
LOCAL = ("localhost", "127.0.0.1")
KEYS = {"google": "domain", "microsoft": "tenant", "clever": "district", "oidc": ""}
KNOWN = frozenset(
    {"kind", "name", "discovery", "client_id", "client_secret", "client_secret_from", "second_step"}
    | {"domain", "tenant", "district", "claim", "value"}
)
# Adults who spend the day with students and know the product from a shared tablet may do without.
WITHOUT_SECOND_STEP = frozenset({Role.PARAPROFESSIONAL, Role.BEHAVIOR_TECHNICIAN, Role.SUBSTITUTE})


@dataclass(frozen=True)
class Provider:
    """A service that the district signs in with, and what in its answer proves that somebody belongs to it."""

    id: str
    kind: str
    name: str
    discovery: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str  # the claim that must have `value`; "" when only the e-mail's domain decides
    value: str
    domain: str = ""  # the domain of the e-mail address at the first sign-in
    asks_second_step: bool = False  # the provider asks for it itself, so we do not ask again


@dataclass(frozen=True)
class SignIn:
    """Which roles must have a passkey or one-time codes, and the providers by their id."""

    second_step: frozenset[str]
    providers: Mapping[str, Provider]


def read(home: Home, env: Mapping[str, str], mode: str) -> SignIn:
    """What holds here. In a demo nobody needs a second step. Raises CannotStart."""
    named = env.get("CARRYOVER_SIGN_IN", "").strip()
    path = Path(os.path.abspath(named)) if named else home.root / FILE
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if named:
            raise CannotStart(f"CARRYOVER_SIGN_IN names {path}, and there is no such file.") from None
        given = {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CannotStart(f"{path} cannot be read: {error}.") from error
    try:
        return _understood(given, env, mode)
    except ValueError as error:
        raise CannotStart(f"{path}: {error}.") from error


def _understood(given: Mapping[str, object], env: Mapping[str, str], mode: str) -> SignIn:
    unknown = set(given) - {"without_second_step", "providers"}
    if unknown:
        raise ValueError(f"{sorted(unknown)[0]!r} is not known here")
    listed = given.get("providers", {})
    if not isinstance(listed, dict):
        raise ValueError("providers must be tables such as [providers.google]")
    providers = {name: _provider(name, table, env) for name, table in listed.items()}
    return SignIn(_roles(given, env, mode), providers)


def _roles(given: Mapping[str, object], env: Mapping[str, str], mode: str) -> frozenset[str]:
    """Who must have a second step: everybody but the named; `CARRYOVER_SECOND_STEP` can say everybody or nobody."""
    asked = env.get("CARRYOVER_SECOND_STEP", "")
    everybody = frozenset(str(role) for role in Role.values)
    if asked not in ("", "everybody", "nobody"):
        raise ValueError(f"CARRYOVER_SECOND_STEP is {asked!r}; it can be everybody or nobody")
    if asked == "nobody" or (mode == "demo" and not asked):
        return frozenset()
    if asked == "everybody":
        return everybody
    without = given.get("without_second_step", sorted(WITHOUT_SECOND_STEP))
    if not isinstance(without, list) or not set(without) <= everybody:
        raise ValueError("without_second_step must be a list of roles, such as ['paraprofessional']")
    return everybody - frozenset(without)


def _provider(name: str, table: object, env: Mapping[str, str]) -> Provider:
    place = f"providers.{name}"
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
        raise ValueError(f"{place}: a name has small letters, digits and hyphens")
    if not isinstance(table, dict):
        raise ValueError(f"{place} must be a table")
    unknown = set(table) - KNOWN
    if unknown:
        raise ValueError(f"{place}.{sorted(unknown)[0]} is not known here")
    texts = {key: _text(place, key, value) for key, value in table.items()}
    kind = texts.get("kind", "oidc")
    if kind not in KEYS:
        raise ValueError(f"{place}.kind is {kind!r}; it can be {', '.join(KEYS)}")
    claim, value = _proof(place, kind, texts)
    return Provider(
        id=name,
        kind=kind,
        name=texts.get("name") or kind.capitalize(),
        discovery=_discovery(place, kind, texts),
        client_id=_needed(place, "client_id", texts),
        client_secret=_secret(place, texts, env),
        claim=claim,
        value=value,
        domain=texts.get("domain", "").lower().removeprefix("@"),
        asks_second_step=texts.get("second_step", "ours") == "theirs",
    )


def _text(place: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{place}.{key} must be a text")
    return value.strip()


def _needed(place: str, key: str, texts: Mapping[str, str]) -> str:
    if key not in texts:
        raise ValueError(f"{place}.{key} is missing")
    return texts[key]


def _proof(place: str, kind: str, texts: Mapping[str, str]) -> tuple[str, str]:
    """The claim that only the district's own people have, and its value."""
    if kind == "google":
        return "hd", _needed(place, "domain", texts).lower().removeprefix("@")
    if kind == "microsoft":
        _needed(place, "domain", texts)
        return "tid", _needed(place, "tenant", texts)
    if kind == "clever":
        return "district", _needed(place, "district", texts)
    if "claim" in texts:
        return texts["claim"], _needed(place, "value", texts)
    _needed(place, "domain", texts)
    return "", ""


def _discovery(place: str, kind: str, texts: Mapping[str, str]) -> str:
    usual = {"google": GOOGLE, "clever": CLEVER}.get(kind, "")
    if kind == "microsoft":
        usual = MICROSOFT.format(tenant=texts.get("tenant", ""))
    address = texts.get("discovery", usual)
    if not is_safe(address):
        raise ValueError(f"{place}.discovery must be an address that begins with https://")
    return address


def is_safe(address: str) -> bool:
    """Whether what goes to this address is read by nobody on the way: TLS, or this machine itself."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in LOCAL)


def _secret(place: str, texts: Mapping[str, str], env: Mapping[str, str]) -> str:
    """The client's secret, from the file or from the environment variable that `client_secret_from` names."""
    if "client_secret_from" not in texts:
        return _needed(place, "client_secret", texts)
    variable = texts["client_secret_from"]
    if not env.get(variable):
        raise ValueError(f"{place}.client_secret_from names {variable}, which is not set")
    return env[variable]
