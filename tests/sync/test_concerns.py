"""'Told two different things' and 'this definition does not fit' come through the queue like everything else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from carryover.observations.models import Concern, ConcernAddition, Event, Landing
from carryover.roster.models import Account
from carryover.scope.actors import enter
from carryover.scope.models import Relationship
from tablets import Tablet, measure_of, set_up, student_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablet() -> Tablet:
    """Denise's."""
    return set_up("denise")


def two_things(tablet: Tablet, **other: Any) -> dict[str, Any]:
    """Denise was told two different things about J.T.; `other` differs in the payload."""
    jaylen = student_on(tablet.day(), "J.T.")
    said = {"student": jaylen["id"], "about": "two_things", "plan_version": jaylen["plan"]["version_id"]}
    return tablet.item("concern", said | other)


def definition(tablet: Tablet) -> dict[str, Any]:
    """What J.T. is to be counted for does not fit what she sees."""
    jaylen = student_on(tablet.day(), "J.T.")
    measure = measure_of(jaylen, "count")["id"]
    said = {"student": jaylen["id"], "plan_version": jaylen["plan"]["version_id"], "measure": measure}
    return tablet.item("concern", {"about": "definition", **said})


def more(tablet: Tablet, about: str, words: str) -> dict[str, Any]:
    """Words added to one that was raised before."""
    jaylen = student_on(tablet.day(), "J.T.")
    return tablet.item(
        "concern", {"student": jaylen["id"], "about": "more", "adds_to": about, "words": words}
    )


def as_marcus(tablet: Tablet) -> None:
    """From here on the database answers the case manager."""
    enter(Account.objects.get(username="marcus").adult_id, None, tablet.at.date(), tablet.at)


def raised(tablet: Tablet) -> list[Concern]:
    """The concerns of this tablet's queue as the case manager sees them."""
    as_marcus(tablet)
    return list(Concern.objects.filter(id__in=[item["id"] for item in tablet.queue]).order_by("raised_at"))


def added(tablet: Tablet) -> list[ConcernAddition]:
    as_marcus(tablet)
    return list(ConcernAddition.objects.filter(id__in=[item["id"] for item in tablet.queue]).order_by("at"))


def test_both_are_stored_with_who_when_and_about_what_and_are_no_events(tablet: Tablet) -> None:
    two_things(tablet, line="respond-1", words="at once, or after the item?")
    definition(tablet)
    assert [v["verdict"] for v in tablet.verdicts()] == ["stored", "stored"]
    first, second = raised(tablet)
    assert (first.about, first.line, first.words) == (
        "two_things",
        "respond-1",
        "at once, or after the item?",
    )
    assert (second.about, second.measure != "", second.words) == ("definition", True, "")
    assert {first.author.given_name, second.author.given_name} == {"Denise"}
    assert first.raised_at.isoformat() in tablet.queue[0]["payload"]
    assert first.device_id is not None and first.day == tablet.at.date()
    assert not Event.objects.filter(id__in=[item["id"] for item in tablet.queue]).exists()


def test_two_taps_and_no_more_are_enough(tablet: Tablet) -> None:
    two_things(tablet, plan_version=None)
    assert tablet.verdicts()[0]["verdict"] == "stored"
    assert [(row.line, row.words, row.plan_version_id) for row in raised(tablet)] == [("", "", None)]


def test_sent_twice_it_is_one(tablet: Tablet) -> None:
    made = two_things(tablet)
    assert [v["verdict"] for v in tablet.verdicts([made, made])] == ["stored", "already"]
    assert [v["verdict"] for v in tablet.verdicts()] == ["already"]
    assert len(raised(tablet)) == 1


def test_more_is_added_in_the_same_batch_or_later_and_the_first_stays_as_it_was(tablet: Tablet) -> None:
    made = two_things(tablet)
    more(tablet, made["id"], "on Monday")
    assert [v["verdict"] for v in tablet.verdicts()] == ["stored", "stored"]
    later = more(tablet, made["id"], "and again today")
    assert [v["verdict"] for v in tablet.verdicts([later])] == ["stored"]
    assert [row.words for row in raised(tablet)] == [""]
    assert [(str(row.concern), row.words) for row in added(tablet)] == [
        (made["id"], "on Monday"),
        (made["id"], "and again today"),
    ]


def test_nobody_adds_to_what_somebody_else_raised_or_to_what_is_none(tablet: Tablet) -> None:
    made = two_things(tablet)
    tap = tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    tablet.verdicts()
    marcus = set_up("marcus", "marcus' tablet")
    assert marcus.verdicts([more(marcus, made["id"], "no")])[0]["reason"] == "unknown_concern"
    verdict = tablet.verdicts([more(tablet, tap["id"], "a tap is no concern")])[0]
    assert (verdict["verdict"], verdict["reason"]) == ("held", "unknown_concern")
    assert verdict["who_resolves"] == "the case manager"
    assert added(tablet) == [] and added(marcus) == []


def test_a_held_one_is_kept_with_its_reason_and_raises_nothing(tablet: Tablet) -> None:
    made = two_things(tablet)
    enter(Account.objects.get(username="ap").adult_id, None, tablet.at.date(), tablet.at)
    Relationship.objects.filter(adult=Account.objects.get(username="denise").adult).update(
        valid_to="2026-10-01"
    )
    verdict = tablet.verdicts([made])[0]
    assert (verdict["verdict"], verdict["reason"]) == ("held", "permission")
    assert raised(tablet) == []
    tablet.looks()
    assert Landing.objects.get(id=made["id"]).payload == made["payload"]


def test_one_that_cannot_be_read_spoils_no_neighbor(tablet: Tablet) -> None:
    two_things(tablet, about="mood")
    two_things(tablet, words="x" * 5000)
    two_things(tablet, student="J.T.")
    two_things(tablet, adds_to="not an id", about="more")
    two_things(tablet, line={"id": "respond-1"})
    tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    two_things(tablet, words='tab\there, line\nthere, \\N and "quotes"')
    told = [(v["verdict"], v["reason"]) for v in tablet.verdicts()]
    assert told == [("held", "unreadable")] * 5 + [("stored", None)] * 2
    assert [row.words for row in raised(tablet)] == ['tab\there, line\nthere, \\N and "quotes"']


def test_a_null_letter_in_its_words_is_kept_beside(tablet: Tablet) -> None:
    two_things(tablet, words="\x00")
    assert tablet.verdicts()[0]["reason"] == "unreadable"
    assert raised(tablet) == []


def test_raised_under_an_earlier_version_it_counts_and_says_so(tablet: Tablet) -> None:
    as_marcus(tablet)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.id FROM plans_planversion v JOIN roster_student s ON s.id = v.student_id"
            " WHERE s.given_name = 'Jaylen' AND v.number = 1"
        )
        (first,) = cursor.fetchone()
    two_things(tablet, plan_version=str(first))
    verdict = tablet.verdicts()[0]
    assert (verdict["verdict"], verdict["reason"]) == ("stored_flagged", "plan_superseded")
    assert [row.flag for row in raised(tablet)] == ["plan_superseded"]


def test_a_concern_is_never_changed_and_never_removed(tablet: Tablet) -> None:
    two_things(tablet)
    tablet.verdicts()
    (row,) = raised(tablet)
    for change in (lambda rows: rows.update(words="nothing"), lambda rows: rows.delete()):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            change(Concern.objects.filter(id=row.id))
    assert raised(tablet) == [row]


def test_a_batch_without_concerns_asks_the_database_no_more_than_before(tablet: Tablet) -> None:
    sheet = tablet.day()
    tablet.verdicts([tablet.capture(sheet, "J.T.", "count", {"count": 1})])
    counts = []
    for items in (
        [tablet.capture(sheet, "J.T.", "count", {"count": 1})],
        [two_things(tablet) for _ in range(30)],
    ):
        with CaptureQueriesContext(connection) as queries:
            tablet.verdicts(items)
        counts.append(len(queries))
    assert counts[1] == counts[0] + 1, "whether one may raise is one question, for any number of concerns"
