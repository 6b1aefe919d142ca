"""Whatever a tablet sends, every item is stored, flagged or held with a reason and somebody who can resolve it."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid5

import pytest
from django.utils import timezone

from carryover.observations.models import Event, Landing, SetAside
from carryover.roster.models import Account
from carryover.scope.actors import enter
from carryover.scope.models import Device, Grant, Relationship
from tablets import NAMES, Tablet, measure_of, set_up, student_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablet() -> Tablet:
    """Denise's."""
    return set_up("denise")


def landed(tablet: Tablet) -> int:
    """How many items of this tablet have a landing row."""
    tablet.looks()
    return Landing.objects.filter(install=tablet.install).count()


def as_administrator(tablet: Tablet) -> None:
    """From here on the database answers the one who may end assignments."""
    enter(Account.objects.get(username="ap").adult_id, None, tablet.at.date(), tablet.at)


def set_aside(tablet: Tablet, reason: str) -> int:
    """How many items of this tablet were kept beside the landing table for that reason."""
    tablet.looks()
    return SetAside.objects.filter(reason=reason).count()


def events(tablet: Tablet, username: str = "marcus") -> list[Event]:
    """The events of this tablet's queue as the case manager sees them."""
    enter(Account.objects.get(username=username).adult_id, None, tablet.at.date(), tablet.at)
    return list(Event.objects.filter(id__in=[item["id"] for item in tablet.queue]).order_by("seq"))


def test_what_is_recorded_is_stored_under_the_version_that_was_seen(tablet: Tablet) -> None:
    sheet = tablet.day()
    tablet.capture(sheet, "J.T.", "count", {"count": 1})
    tablet.capture(sheet, "A.O.", "trials", {"correct": True, "prompt": "I"})
    tablet.capture(sheet, "J.T.", "duration", {"seconds": 42.5})
    assert [v["verdict"] for v in tablet.verdicts()] == ["stored"] * 3
    stored = events(tablet)
    assert [e.kind for e in stored] == ["capture"] * 3
    assert str(stored[0].plan_version_id) == student_on(sheet, "J.T.")["plan"]["version_id"]
    assert [e.seq for e in stored] == sorted({e.seq for e in stored})


def test_sent_twice_counts_once(tablet: Tablet) -> None:
    sheet = tablet.day()
    for _ in range(5):
        tablet.capture(sheet, "J.T.", "count", {"count": 1})
    first = tablet.verdicts()
    again = tablet.verdicts()
    assert [v["verdict"] for v in again] == ["already"] * 5
    assert [v["seq"] for v in again] == [v["seq"] for v in first]
    assert len(events(tablet)) == landed(tablet) == 5


def test_an_item_twice_in_one_batch_counts_once(tablet: Tablet) -> None:
    made = tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    assert [v["verdict"] for v in tablet.verdicts([made, made])] == ["stored", "already"]
    assert len(events(tablet)) == 1


def test_the_same_id_with_other_content_keeps_both_and_counts_the_first(tablet: Tablet) -> None:
    sheet = tablet.day()
    first = tablet.capture(sheet, "J.T.", "count", {"count": 1})
    tablet.verdicts()
    other = tablet.capture(sheet, "J.T.", "count", {"count": 9}, id=first["id"])
    verdict = tablet.verdicts([other])[0]
    assert (verdict["verdict"], verdict["reason"]) == ("held", "id_conflict")
    assert verdict["who_resolves"] == "the case manager"
    assert [e.value for e in events(tablet)] == [{"count": 1}]
    assert set_aside(tablet, "id_conflict") == 1


def test_a_copied_tablet_is_noticed_by_its_numbers(tablet: Tablet) -> None:
    sheet = tablet.day()
    tablet.capture(sheet, "J.T.", "count", {"count": 1})
    tablet.verdicts()
    twin = tablet.capture(sheet, "J.T.", "count", {"count": 1}, n=0)
    verdict = tablet.verdicts([twin])[0]
    assert (verdict["verdict"], verdict["reason"]) == ("held", "device_fork")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "dance"}, "unknown_kind"),
        ({"v": 2}, "newer_app"),
        ({"hash": "0" * 64}, "hash_mismatch"),
        ({"grant": "not ours"}, "grant_invalid"),
        (
            {"payload": "{", "hash": "021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96"},
            "unreadable",
        ),
    ],
)
def test_what_cannot_be_judged_is_held_and_its_neighbours_are_not(
    tablet: Tablet, change: dict[str, object], reason: str
) -> None:
    sheet = tablet.day()
    tablet.capture(sheet, "J.T.", "count", {"count": 1})
    tablet.capture(sheet, "J.T.", "count", {"count": 1}, **change)
    tablet.capture(sheet, "J.T.", "count", {"count": 1})
    verdicts = tablet.verdicts()
    assert [v["verdict"] for v in verdicts] == ["stored", "held", "stored"]
    assert verdicts[1]["reason"] == reason and verdicts[1]["who_resolves"]
    assert len(events(tablet)) == 2 and landed(tablet) == 3


@pytest.mark.parametrize("broken", ['{"id": "no"}', "7", "null", '"x"', "[]", '{"n": -1}'])
def test_an_item_without_an_envelope_is_kept_raw_once(tablet: Tablet, broken: str) -> None:
    good = tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    for _ in range(2):
        verdicts = tablet.verdicts([json.loads(broken), good])
    assert (verdicts[0]["verdict"], verdicts[0]["reason"]) == ("held", "unreadable")
    assert verdicts[1]["verdict"] == "already"
    tablet.looks()
    assert [bytes(kept.raw) for kept in SetAside.objects.all()] == [json.dumps(json.loads(broken)).encode()]


@pytest.mark.parametrize(
    "value", [{"count": 0}, {"count": -1}, {"count": "1"}, {"seconds": 3}, {}, {"count": 10**9}]
)
def test_a_value_that_the_measure_cannot_have_is_held(tablet: Tablet, value: dict[str, object]) -> None:
    tablet.capture(tablet.day(), "J.T.", "count", value)
    assert tablet.verdicts()[0]["reason"] == "wrong_value"


def test_a_student_who_is_not_the_adults_is_held_for_the_case_manager(tablet: Tablet) -> None:
    sheet = tablet.day()
    stranger = student_on(sheet, "J.T.") | {"id": str(uuid5(NAMES, "nobody"))}
    tablet.item("capture", tablet.seen(stranger, measure_of(stranger, "count"), {"count": 1}))
    verdict = tablet.verdicts()[0]
    assert (verdict["reason"], verdict["who_resolves"]) == ("permission", "the case manager")


def test_an_assignment_that_ended_before_the_day_holds(tablet: Tablet) -> None:
    sheet = tablet.day()
    tablet.capture(sheet, "J.T.", "count", {"count": 1})
    denise = Account.objects.get(username="denise").adult
    as_administrator(tablet)
    Relationship.objects.filter(adult=denise).update(valid_to=tablet.at.date() - timedelta(days=1))
    assert tablet.verdicts()[0]["reason"] == "permission"


def test_a_plan_of_another_student_is_held(tablet: Tablet) -> None:
    sheet = tablet.day()
    mixed = student_on(sheet, "J.T.") | {"plan": student_on(sheet, "A.O.")["plan"]}
    tablet.item("capture", tablet.seen(mixed, measure_of(mixed, "count"), {"count": 1}))
    assert tablet.verdicts()[0]["reason"] == "unknown_plan"


def test_a_clock_ten_years_off_is_stored_with_a_flag_on_the_day_it_arrived(tablet: Tablet) -> None:
    sheet = tablet.day()
    tablet.capture(sheet, "J.T.", "count", {"count": 1})
    wrong = tablet.seen(
        student_on(sheet, "J.T."), measure_of(student_on(sheet, "J.T."), "count"), {"count": 1}
    )
    tablet.item("capture", wrong | {"occurred_at": (tablet.at + timedelta(days=3653)).isoformat()})
    verdicts = tablet.verdicts()
    assert [(v["verdict"], v["reason"]) for v in verdicts] == [("stored", None), ("stored_flagged", "clock")]
    right, late = events(tablet)
    assert right.day == late.day and late.time_quality == "unknown"


def test_a_time_that_the_tablet_corrected_is_taken_as_it_is(tablet: Tablet) -> None:
    tablet.capture(tablet.day(), "J.T.", "count", {"count": 1}, offset_est_ms=-3 * 3600 * 1000)
    assert tablet.verdicts()[0]["verdict"] == "stored"
    stored = events(tablet)[0]
    assert stored.occurred_at == tablet.at and stored.time_quality == "estimated"


def test_a_revoked_grant_flags_and_a_revoked_tablet_holds(tablet: Tablet) -> None:
    sheet = tablet.day()
    tablet.capture(sheet, "J.T.", "count", {"count": 1})
    Grant.objects.all().update(revoked_at=timezone.now())
    assert tablet.verdicts()[0]["reason"] == "grant_revoked"
    Device.objects.filter(install=tablet.install).update(revoked_at=timezone.now())
    later = tablet.capture(sheet, "J.T.", "count", {"count": 1})
    assert tablet.verdicts([later])[0]["reason"] == "device_revoked"


def test_a_grant_of_another_tablet_is_not_honored(tablet: Tablet) -> None:
    other = set_up("denise", "other tablet")
    item = tablet.capture(tablet.day(), "J.T.", "count", {"count": 1}, grant=other.grant)
    assert tablet.verdicts([item])[0]["reason"] == "grant_invalid"


def test_only_the_author_takes_back(tablet: Tablet) -> None:
    sheet = tablet.day()
    seen = tablet.capture(sheet, "J.T.", "count", {"count": 1})
    tablet.verdicts()
    marcus = set_up("marcus", "marcus' tablet")
    marcus.item("void", {"student": student_on(sheet, "J.T.")["id"], "voids": seen["id"]})
    assert marcus.verdicts()[0]["reason"] == "not_the_author"
    mine = tablet.item("void", {"student": student_on(sheet, "J.T.")["id"], "voids": seen["id"]})
    assert tablet.verdicts([mine])[0]["verdict"] == "stored"


def test_the_app_role_cannot_change_an_event(tablet: Tablet) -> None:
    tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    tablet.verdicts()
    events(tablet)
    with pytest.raises(Exception, match="permission denied"):
        Event.objects.filter(id=tablet.queue[0]["id"]).update(late=True)
