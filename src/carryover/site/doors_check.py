"""The start-up check of addresses: each says what it asks, or the program does not start (deny by default).

Views of ours carry their mark (`scope.routes`). Addresses that other people's code or an earlier room answers are named
here, each with its reason; a new one that nobody has thought about has no entry and stops the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from carryover.scope.policy import table
from carryover.scope.routes import RoutePolicy, policy_of

_OPEN = {
    "look/gallery/": "the style page, without anybody in it",
    "look/display/": "light or dark, kept in a cookie",
    "api/v1/openapi.json": "the description of the door",
    "sync/v1/openapi.json": "the description of the door",
    "api/v1/": "the root of the door says nothing",
    "sync/v1/": "the root of the door says nothing",
    "tablet": "only adds the slash",
}
ELSEWHERE = {address: RoutePolicy(signed_in=False, why=why) for address, why in _OPEN.items()}
"""What addresses ask that no view of ours answers."""


def addresses(
    patterns: Iterable[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its whole address, in order."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, here)
        else:
            yield here, each


def policies_of(address: str, view: Callable[..., Any]) -> list[RoutePolicy | None]:
    """What the address asks: one policy for a view, one a method for a machine door; None where nothing is said."""
    operations = getattr(getattr(view, "__self__", None) or _path_view(view), "operations", None)
    if operations is not None:
        return [policy_of(operation.view_func) for operation in operations]
    return [policy_of(view) or ELSEWHERE.get(address)]


def every_address_says_what_it_asks(
    app_configs: Sequence[AppConfig] | None = None, **_: object
) -> list[CheckMessage]:
    """One error for each address without a policy, or with an act that the table does not have."""
    errors: list[CheckMessage] = []
    for address, pattern in addresses():
        for policy in policies_of(address, pattern.callback):
            unknown = [act for act in policy.acts if act not in table()] if policy else []
            if policy is None or unknown:
                what = (
                    f"asks {unknown[0]!r}, which the table does not have"
                    if unknown
                    else "does not say what it asks"
                )
                errors.append(
                    Error(
                        f"The address {address!r} {what}.",
                        hint="Mark its view with `asks`, `for_anyone_signed_in` or `open_to_all` (scope/routes.py).",
                        id="carryover.E002",
                    )
                )
    return errors


def _path_view(view: Callable[..., Any]) -> object:
    """The machine door behind a view that django-ninja made: it keeps it in the view's closure."""
    cells = getattr(view, "__closure__", None) or ()
    return next((cell.cell_contents for cell in cells if hasattr(cell.cell_contents, "operations")), None)
