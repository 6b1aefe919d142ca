"""The product as people meet it: the real server on a copy of the demo, and a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from bench.served import served
from playwright.sync_api import Browser, BrowserContext, Page

from browser import opened, signed_in
from carryover.site import roles
from carryover.site.connections import Databases
from carryover.site.starting import Hold

MORNING = datetime(2026, 10, 20, 14, 5, tzinfo=UTC)


@dataclass
class House:
    """A running server with its own database, and the browser that visits it."""

    address: str
    databases: Databases
    password: str
    browser: Browser

    def visit(self, username: str, then: str = "/", **context: object) -> tuple[BrowserContext, Page]:
        """A fresh browser profile in which this person has signed in."""
        profile = self.browser.new_context(**context)  # type: ignore[arg-type]
        return profile, signed_in(profile, self.address, username, self.password, then)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One browser for the journeys of a file; a worker can hold only one at a time, and other tests have their own."""
    with opened() as browser:
        yield browser


@pytest.fixture
def house(server: Hold, template: str, chrome: Browser) -> Iterator[House]:
    """A server whose clock starts on the morning of the demo's Tuesday and runs."""
    name = f"{template}_served_{os.getpid()}"
    to = roles.clone(server.databases, template, name)
    shift = (MORNING - datetime.now(UTC)).total_seconds()
    with served(name, CARRYOVER_NOW="", CARRYOVER_CLOCK_SHIFT=str(shift)) as address:
        yield House(address, to, server.secrets.demo_password, chrome)
    roles.drop(server.databases, name)
