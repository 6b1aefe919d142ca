"""The register of requests and disclosures (34 CFR 99.32): what the law asks of each kind, and nothing is rewritten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from carryover.scope.disclosing import Told, register, write_down
from carryover.scope.forms.record import DisclosureForm
from carryover.scope.models import Disclosure
from carryover.terms import Refused
from spec.scope.world import acting, browser, pupil

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 20)
GIVEN = {
    "day": "2026-10-19", "asked_by": "Dr. Ana Ruiz, pediatrician", "party": "Lakeside Pediatrics",
    "interest": "To adjust a treatment", "what": "The card", "outcome": "disclosed", "basis": "consent",
    "consent_on": "2026-10-12", "told_onward": "on",
}  # fmt: skip
TOLD = Told(TODAY, "refused", "A neighbor", "Nobody", "Curiosity", "Everything")


def form(**changes: str) -> DisclosureForm:
    """The form as it would be sent, with these fields other than usual."""
    return DisclosureForm({**GIVEN, **changes}, today=TODAY)


@pytest.fixture
def jaylen() -> UUID:
    """A student of Marcus'."""
    return pupil("Jaylen", "Tucker")


class TestWhatTheLawAsks:
    def test_a_disclosure_by_consent(self) -> None:
        assert form().is_valid()
        assert form().errors == {}

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"asked_by": ""}, "asked_by"),
            ({"party": ""}, "party"),
            ({"interest": " "}, "interest"),
            ({"what": ""}, "what"),
            ({"outcome": ""}, "outcome"),
            ({"outcome": "whatever"}, "outcome"),
            ({"basis": ""}, "basis"),
            ({"basis": "because"}, "basis"),
            ({"consent_on": ""}, "consent_on"),
            ({"consent_on": "2026-11-01"}, "consent_on"),
            ({"day": "2026-10-21"}, "day"),
            ({"day": "1999-12-31"}, "day"),
            ({"day": "soon"}, "day"),
            ({"basis": "emergency", "threat": " "}, "threat"),
            ({"outcome": "refused"}, "basis"),
            ({"told_onward": ""}, "told_onward"),
            ({"what": "x" * 401}, "what"),
        ],
    )
    def test_what_is_missing_is_said_at_its_field(self, changes: dict[str, str], field: str) -> None:
        assert list(form(**changes).errors) == [field]

    def test_an_emergency_keeps_its_threat_and_a_refusal_nothing_that_it_rests_on(self) -> None:
        emergency = form(basis="emergency", consent_on="", threat="He ran toward the road")
        assert emergency.is_valid()
        assert (emergency.told().threat, emergency.told().consent_on) == ("He ran toward the road", None)
        refused = form(outcome="refused", basis="", consent_on="", told_onward="")
        assert refused.is_valid()
        assert refused.told().basis == ""

    def test_a_court_is_not_told_where_it_may_pass_it_on(self) -> None:
        assert form(basis="court", consent_on="", told_onward="").is_valid()

    @pytest.mark.parametrize(
        "changes",
        [
            {"outcome": "disclosed", "basis": ""},
            {"outcome": "disclosed", "basis": "consent"},
            {"outcome": "disclosed", "basis": "emergency", "threat": " "},
            {"outcome": "lost"},
            {"basis": "because"},
            {"party": ""},
        ],
    )
    def test_an_entry_refuses_to_exist_without_it(self, changes: dict[str, Any]) -> None:
        facts = {
            "day": TODAY, "outcome": "refused", "asked_by": "A", "party": "B", "interest": "C", "what": "D", **changes,
        }  # fmt: skip
        with pytest.raises(ValueError, match=r"34 CFR|known|names"):
            Told(**facts)

    def test_so_does_a_row(self, jaylen: UUID) -> None:
        actor = acting("marcus")
        for facts in ({"basis": ""}, {"basis": "consent"}, {"basis": "emergency"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Disclosure.objects.create(
                    student_id=jaylen, day=TODAY, outcome="disclosed", asked_by="A", party="B", interest="C", what="D",
                    entered_by=actor.adult, entered_at=actor.now, **facts,
                )  # fmt: skip


class TestTheRegister:
    @pytest.mark.parametrize("username", ["marcus", "ap", "privacy"])
    def test_who_writes_it_and_who_reads_it(self, username: str, jaylen: UUID) -> None:
        row = write_down(acting(username), jaylen, TOLD)
        for reader in ("marcus", "ap", "director", "privacy"):
            assert row.id in [each.row.id for each in register(acting(reader), jaylen)]

    @pytest.mark.parametrize("username", ["denise", "nadia", "nurse", "lucia"])
    def test_others_write_nothing_and_read_nothing(self, username: str, jaylen: UUID) -> None:
        with pytest.raises(Exception):  # noqa: B017 - refused or as if the student did not exist
            write_down(acting(username), jaylen, TOLD)
        assert register(acting(username), jaylen) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            Disclosure.objects.create(
                student_id=jaylen, day=TODAY, outcome="refused", asked_by="A", party="B", interest="C", what="D",
                entered_by=acting(username).adult, entered_at=acting(username).now,
            )  # fmt: skip

    def test_the_family_reads_it(self) -> None:
        mateo = pupil("Mateo", "Herrera")
        assert [each.row.party for each in register(acting("lucia"), mateo)] == ["Lakeside Reading Clinic"]

    def test_the_newest_day_stands_first_and_a_period_narrows_it(self, jaylen: UUID) -> None:
        actor = acting("marcus")
        days = [each.row.day for each in register(actor, jaylen)]
        assert days == sorted(days, reverse=True)
        assert register(actor, jaylen, since=TODAY) == []
        assert [each.row.day for each in register(actor, jaylen, until=days[-1])] == days[-1:]

    def test_nothing_is_rewritten(self, jaylen: UUID) -> None:
        row = write_down(acting("marcus"), jaylen, TOLD)
        for change in (
            lambda: Disclosure.objects.filter(id=row.id).update(party="Somebody else"),
            lambda: Disclosure.objects.filter(id=row.id).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_a_correction_stands_beside_what_it_corrects(self, jaylen: UUID) -> None:
        actor = acting("marcus")
        first = write_down(actor, jaylen, TOLD)
        better = Told(
            TODAY, "refused", "A neighbor", "Himself", "Curiosity", "Everything", correction="The party"
        )
        second = write_down(actor, jaylen, better, first.id)
        found = {each.row.id: each for each in register(actor, jaylen)}
        assert found[first.id].corrected and not found[second.id].corrected
        assert found[second.id].row.corrects_id == first.id
        with pytest.raises(Refused) as caught:
            write_down(actor, jaylen, better, first.id)
        assert caught.value.refusal.code == "disclosure.corrected"

    def test_an_entry_of_another_student_is_not_corrected(self, jaylen: UUID) -> None:
        actor = acting("marcus")
        other = write_down(actor, pupil("Amara", "Okoye"), TOLD)
        with pytest.raises(Refused):
            write_down(actor, jaylen, TOLD, other.id)


class TestOnTheScreen:
    def test_writing_one_down_and_correcting_it(self, jaylen: UUID) -> None:
        client, page = browser("marcus"), f"/students/{jaylen}/looked/"
        assert client.post(f"/students/{jaylen}/disclosures/new/", GIVEN)["Location"] == page
        assert (
            "Dr. Ana Ruiz, pediatrician, Lakeside Pediatrics: The card" in client.get(page).content.decode()
        )
        row = next(
            each.row for each in register(acting("marcus"), jaylen) if each.row.party == GIVEN["party"]
        )
        address = f"/students/{jaylen}/disclosures/{row.id}/correct/"
        assert 'value="Lakeside Pediatrics"' in client.get(address).content.decode(), (
            "it begins with what stands there"
        )
        answer = client.post(address, GIVEN)
        assert answer.status_code == 422
        assert "Say what was wrong" in answer.content.decode()
        client.post(
            address, {**GIVEN, "party": "Lakeside Children&#x27;s Clinic", "correction": "The clinic's name"}
        )
        told = client.get(page).content.decode()
        assert "corrected by a later entry" in told and "corrects an earlier entry" in told

    def test_markup_stays_text(self, jaylen: UUID) -> None:
        client = browser("marcus")
        client.post(f"/students/{jaylen}/disclosures/new/", {**GIVEN, "party": "<script>alert(1)</script>"})
        page = client.get(f"/students/{jaylen}/looked/").content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert" not in page

    def test_an_unknown_entry_is_not_there(self, jaylen: UUID) -> None:
        assert browser("marcus").get(f"/students/{jaylen}/disclosures/{uuid4()}/correct/").status_code == 404

    def test_nothing_half_written_stays_when_it_is_refused(self, jaylen: UUID) -> None:
        before = len(register(acting("marcus"), jaylen))
        answer = browser("marcus").post(
            f"/students/{jaylen}/disclosures/new/", {**GIVEN, "day": f"{TODAY + timedelta(days=1)}"}
        )
        assert answer.status_code == 422
        assert "This day has not come yet" in answer.content.decode()
        assert len(register(acting("marcus"), jaylen)) == before
