"""Whatever stands in an item or a batch, the door answers with a verdict or a status, and its neighbours are stored."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from carryover.observations.models import Landing, SetAside
from tablets import Tablet, set_up

pytestmark = pytest.mark.django_db
HOSTILE = {
    "a null character in the zone": {"tz": "\x00"},
    "a null character in the kind": {"kind": "cap\x00ture"},
    "a null character in the hash": {"hash": "\x00"},
    "a null character in the grant": {"grant": "\x00"},
    "the mark that ends a copy": {"tz": "\\.", "kind": "\\.", "hash": "\\."},
    "tabs and lines": {"tz": "a\tb\nc\rd\\N", "kind": "\\N"},
    "an offset beyond every calendar": {"offset_est_ms": 10**17},
    "an offset beyond a bigint": {"offset_est_ms": 2**63},
    "an offset without end": {"offset_est_ms": -(10**40)},
    "a number beyond a bigint": {"n": 2**63},
    "the first year there is": {"dev_wall": "0001-01-01T00:00:00+14:00"},
    "the last year there is": {"dev_wall": "9999-12-31T23:59:59-14:00"},
    "a version beyond a smallint": {"v": 2**15},
    "a version below nothing": {"v": -1},
    "a kind as long as a book": {"kind": "k" * 100_000},
    "a zone as long as a book": {"tz": "z" * 100_000},
}


@pytest.fixture
def tablet() -> Tablet:
    """Denise's."""
    return set_up("denise")


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_item_gets_its_verdict_and_its_neighbours_are_stored(
    tablet: Tablet, change: dict[str, Any]
) -> None:
    sheet = tablet.day()
    batch = [tablet.capture(sheet, "J.T.", "count", {"count": 1}) for _ in range(3)]
    batch[1] |= change
    for expected in ("stored", "already"):
        verdicts = tablet.verdicts(batch)
        assert [verdicts[0]["verdict"], verdicts[2]["verdict"]] == [expected, expected]
    assert verdicts[1]["verdict"] in ("held", "already")
    assert verdicts[1]["reason"] or verdicts[1]["verdict"] == "already"
    tablet.looks()
    kept = Landing.objects.filter(install=tablet.install).count() + SetAside.objects.count()
    assert kept == 3, "each item is kept once"


TEXTS = {
    "a null character": '{"measure": "\\u0000"}',
    "half a character": '{"measure": "\\ud800"}',
    "a number without end": '{"value": {"count": 1e999}}',
    "a very deep list": "[" * 20_000,
    "not a number": '{"value": {"count": NaN}}',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_hostile_payload_gets_its_verdict(tablet: Tablet, text: str) -> None:
    made = tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    made |= {"payload": text, "hash": hashlib.sha256(text.encode()).hexdigest()}
    assert tablet.verdicts()[0]["reason"] == "unreadable"


@pytest.mark.parametrize("field", ["tz", "kind", "payload"])
def test_half_a_character_is_no_json_and_nothing_is_written(tablet: Tablet, field: str) -> None:
    made = tablet.capture(tablet.day(), "J.T.", "count", {"count": 1}, **{field: "\ud83d"})
    assert tablet.send([made]).status_code == 400
    tablet.looks()
    assert not Landing.objects.exists() and not SetAside.objects.exists()


@pytest.mark.parametrize("field", ["next_n", "pending"])
@pytest.mark.parametrize("number", [2**31, 2**63, 10**40, -1])
def test_a_batch_that_counts_beyond_reason_still_lands(tablet: Tablet, field: str, number: int) -> None:
    tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    response = tablet.send(**{field: number})
    assert [v["verdict"] for v in response.json()["verdicts"]] == ["stored"]
