"""Sealed notes: the counselor, the psychologist and the nurse of the team open them; others read what to do."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import Http404
from django.test import override_settings

from carryover.journal.models import Entry
from carryover.plans.acts.sealed import Wanted, open_note, write_note
from carryover.plans.models import OpenLines, SealedNote
from carryover.plans.queries import open_lines, sealed_notes
from carryover.plans.sealing import KeyRing
from carryover.roster.models import Account
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may
from carryover.site.account.kept import keep
from carryover.site.models import KeptForm
from carryover.terms import Refused
from spec.scope.world import NOON, acting, browser, keeper, personas, pupil

pytestmark = pytest.mark.django_db
SECRET = "Qxzv canary reason 7731"
WANTED = Wanted("counseling", SECRET, ("Greet him first.",), ("Do not ask about the weekend.",))
EVERYBODY = (
    "denise", "marcus", "kim", "osei", "park", "sub", "priya", "psych", "nadia", "nurse", "agency", "evaluator",
    "auditor", "privacy", "ap", "director", "lucia", "carlos", "theo", "it",
)  # fmt: skip


@pytest.fixture
def jaylen() -> UUID:
    """On whose team are Nadia and Hannah; the demo holds a protection note about him."""
    return pupil("Jaylen", "Tucker")


@pytest.fixture
def noor() -> UUID:
    """On whose team is the nurse."""
    return pupil("Noor", "Siddiqui")


def opens(username: str, student: UUID) -> set[str]:
    """The compartments that this person opens."""
    actor = acting(username)
    every = ("counseling", "protection", "health")
    return {
        of for of in every if isinstance(may(actor, "sealed.read", Thing(student=student, state=of)), Permit)
    }


class TestWhoOpensWhat:
    def test_of_jaylen(self, jaylen: UUID) -> None:
        found = {username: opens(username, jaylen) for username in EVERYBODY}
        assert {name for name, compartments in found.items() if compartments} == {"nadia", "psych"}
        assert found["nadia"] == found["psych"] == {"counseling", "protection"}

    def test_of_noor(self, noor: UUID) -> None:
        found = {username: opens(username, noor) for username in EVERYBODY}
        assert {name: of for name, of in found.items() if of} == {"nurse": {"health"}}

    @pytest.mark.parametrize("username", [name for name in EVERYBODY if name not in ("nadia", "psych")])
    def test_others_do_not_find_the_note_by_its_address(self, username: str, jaylen: UUID) -> None:
        note = sealed_notes(acting("nadia"), jaylen)[0].note.id
        actor = acting(username)
        assert not SealedNote.objects.filter(id=note).exists()
        with pytest.raises(Http404):
            open_note(actor, note, "support")
        client = browser(username)
        for address in (f"/students/{jaylen}/sealed/", f"/students/{jaylen}/sealed/{note}/"):
            for method in ("get", "post"):
                answer = getattr(client, method)(address, {"purpose": "support"})
                assert answer.status_code in (403, 404, 405), address
                assert b"frightening" not in answer.content

    def test_a_note_of_another_compartment_of_the_same_student_stays_closed(self, noor: UUID) -> None:
        note = write_note(acting("nurse"), noor, Wanted("health", SECRET))
        with keeper() as rows:  # whoever is on two teams
            nadia = personas()["nadia"].id
            key = uuid4()
            rows.execute(
                "INSERT INTO scope_relationship (id, adult_id, student_id, relation, valid_from, reason, source)"
                " VALUES (%s, %s, %s, 'team', '2026-10-01', '', '')",
                [key, nadia, noor],
            )
        try:
            assert sealed_notes(acting("nadia"), noor) == []
            with pytest.raises(Http404):
                open_note(acting("nadia"), note.id, "support")
            with pytest.raises(Refused) as caught:
                write_note(acting("nadia"), noor, Wanted("health", SECRET))
            assert caught.value.refusal.why == "This note is in a compartment that others of the team keep."
        finally:
            with keeper() as rows:
                rows.execute("DELETE FROM scope_relationship WHERE id = %s", [key])

    def test_the_wall_lets_nobody_write_into_a_foreign_compartment(self, jaylen: UUID) -> None:
        for username, compartment in (("nadia", "health"), ("marcus", "counseling"), ("ap", "protection")):
            actor = acting(username)
            with pytest.raises(DatabaseError), transaction.atomic():
                SealedNote.objects.create(
                    student_id=jaylen, compartment=compartment, key="k1", nonce=b"n" * 12, sealed=b"x",
                    written_by=actor.adult, written_at=actor.now,
                )  # fmt: skip


class TestOpening:
    def test_it_asks_what_for_and_each_opening_is_written_down_by_itself(self, jaylen: UUID) -> None:
        nadia = acting("nadia")
        note = write_note(nadia, jaylen, WANTED)
        assert open_note(nadia, note.id, "handover").reason == SECRET
        open_note(nadia, note.id, "support")
        entries = list(Entry.objects.filter(act="sealed.read", thing_id=str(note.id)).order_by("id"))
        assert [each.detail for each in entries] == [
            {"compartment": "counseling", "purpose": "handover"},
            {"compartment": "counseling", "purpose": "support"},
        ]
        for purpose in ("", "curiosity", "medical"):
            with pytest.raises(Refused) as caught:
                open_note(nadia, note.id, purpose)
            assert caught.value.refusal.code == "sealed.purpose"

    def test_on_the_screen(self, jaylen: UUID) -> None:
        client = browser("nadia")
        note = sealed_notes(acting("nadia"), jaylen)[0].note.id
        listed = client.get(f"/students/{jaylen}/sealed/").content.decode()
        assert "Protection, Fri Sep 4, 2026" in listed
        assert "Let him see you before you speak to him." in listed
        assert "frightening" not in listed
        address = f"/students/{jaylen}/sealed/{note}/"
        assert "frightening" not in client.get(address).content.decode()
        refused = client.post(address, {})
        assert refused.status_code == 422
        assert "Choose what you open it for" in refused.content.decode()
        opened = client.post(address, {"purpose": "planning"})
        assert "Something frightening happened at home in the spring" in opened.content.decode()
        assert "no-store" in opened["Cache-Control"]

    def test_a_key_that_is_gone_is_a_plain_refusal(self, jaylen: UUID) -> None:
        nadia = acting("nadia")
        note = write_note(nadia, jaylen, WANTED)
        with (
            override_settings(CARRYOVER_SEALING=KeyRing({"other": bytes(32)})),
            pytest.raises(Refused) as caught,
        ):
            open_note(nadia, note.id, "support")
        assert caught.value.refusal.code == "sealed.key"
        turned = KeyRing({"newer": bytes(32), **settings.CARRYOVER_SEALING.keys})
        with override_settings(CARRYOVER_SEALING=turned):
            assert open_note(nadia, note.id, "support").reason == SECRET
            assert write_note(nadia, jaylen, WANTED).key == "newer"


class TestWriting:
    def test_a_newer_note_stands_for_an_older_and_both_stay(self, jaylen: UUID) -> None:
        nadia = acting("nadia")
        before = next(each for each in sealed_notes(nadia, jaylen) if each.current)
        newer = Wanted("protection", SECRET, ("Only this line.",))
        made = write_note(nadia, jaylen, newer, before.note.id)
        current = {each.note.id: each.current for each in sealed_notes(nadia, jaylen)}
        assert current == {made.id: True, before.note.id: False}
        assert open_note(nadia, before.note.id, "support").reason.startswith("Something frightening")
        lines = open_lines(acting("denise"), [jaylen])[jaylen]
        assert [each.do for each in lines] == [["Only this line."]]
        with pytest.raises(Refused) as caught:
            write_note(acting("nadia"), jaylen, newer, before.note.id)
        assert caught.value.refusal.code == "sealed.replaced"

    def test_lines_are_taken_off_the_card_by_a_newer_note_without_them(self, jaylen: UUID) -> None:
        nadia = acting("nadia")
        before = next(each for each in sealed_notes(nadia, jaylen) if each.current)
        write_note(nadia, jaylen, Wanted("protection", SECRET), before.note.id)
        assert open_lines(acting("denise"), [jaylen]) == {}

    def test_rows_are_never_rewritten(self, jaylen: UUID) -> None:
        acting("nadia")
        for rows in (SealedNote.objects.all(), OpenLines.objects.all()):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(written_at=acting("nadia").now)
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.delete()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"sealed": " "}, "Write the reason"),
            ({"compartment": "health"}, "Choose one of your compartments"),
            ({"compartment": ""}, "Choose the compartment"),
            ({"do": "x" * 161}, "A line of a card has at most 160 characters"),
            ({"avoid": "\n".join("abcdefghi")}, "A card holds at most 8 such lines"),
        ],
    )
    def test_what_does_not_fit_is_said_and_nothing_is_lost(
        self, changes: dict[str, str], words: str, jaylen: UUID
    ) -> None:
        sent = {"compartment": "counseling", "sealed": SECRET, "do": "Greet him.", "avoid": "", **changes}
        answer = browser("nadia").post(f"/students/{jaylen}/sealed/new/", sent)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert "Greet him." in page or "do" in changes
        assert len(sealed_notes(acting("nadia"), jaylen)) == 1

    def test_what_is_to_be_sealed_is_not_rescued_unsealed_when_a_session_ends(self, jaylen: UUID) -> None:
        sent = {"compartment": "protection", "sealed": SECRET, "do": "Greet him first.", "avoid": ""}
        account = Account.objects.get(username="nadia")
        assert keep(
            account.id,
            f"/students/{jaylen}/sealed/new/",
            "/",
            {k: [v] for k, v in sent.items()},
            "session",
            NOON,
        )
        kept = KeptForm.objects.get(account=account)
        assert kept.fields["do"] == ["Greet him first."]
        assert SECRET not in str(kept.fields)

    def test_it_says_that_a_parent_may_have_a_right_to_inspect_it(self, jaylen: UUID) -> None:
        page = browser("nadia").get(f"/students/{jaylen}/sealed/new/").content.decode()
        assert "34 CFR 99.10" in page


@pytest.fixture
def canary(jaylen: UUID, caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    """A note written by the form, as a counselor writes one, with a reason that stands nowhere else."""
    sent = {
        "compartment": "protection",
        "sealed": SECRET,
        "do": "Canary do line.",
        "avoid": "Canary avoid line.",
    }
    assert browser("nadia").post(f"/students/{jaylen}/sealed/new/", sent).status_code == 302
    yield SECRET
    assert SECRET not in caplog.text


class TestTheReasonIsNowhereElse:
    def test_not_on_any_page_or_door_of_anybody(self, jaylen: UUID, canary: str) -> None:
        seen = 0
        for username in EVERYBODY:
            client = browser(username)
            for address in (
                f"/students/{jaylen}/", f"/students/{jaylen}/card/", f"/students/{jaylen}/card/?size=pocket",
                f"/students/{jaylen}/plan/", f"/students/{jaylen}/looked/?since=&until=", f"/students/{jaylen}/sealed/",
                "/day/", "/queue/", "/caseload/", "/caseload/?q=canary", "/whom/", f"/api/v1/students/{jaylen}/plan",
                f"/documents/data-sheet/{jaylen}/", f"/documents/students/{jaylen}/issued/",
            ):  # fmt: skip
                answer = client.get(address)
                seen += answer.status_code == 200
                assert canary.encode() not in b"".join(answer), (username, address)
        assert seen > 60

    def test_not_in_the_copies_that_leave_the_house(self, jaylen: UUID, canary: str) -> None:
        for form in ("pdf", "csv"):
            sent = {"since": "", "until": "", "language": "en", "as": form}
            answer = browser("marcus").post(f"/documents/students/{jaylen}/access/", sent)
            assert answer.status_code == 200
            assert canary.encode() not in answer.content

    def test_not_in_any_column_of_the_database(self, jaylen: UUID, canary: str) -> None:
        """As the database holds them: every table of this transaction as text."""
        nadia = acting("nadia")
        note = sealed_notes(nadia, jaylen)[0].note
        assert canary.encode() not in bytes(note.sealed)
        texts = [str(row) for model in (Entry, SealedNote, OpenLines) for row in model.objects.values()]
        assert len(texts) > 3
        assert not [text for text in texts if canary in text]

    def test_the_do_line_is_on_the_card_with_the_one_to_ask(self, jaylen: UUID, canary: str) -> None:
        page = browser("denise").get(f"/students/{jaylen}/card/").content.decode()
        assert "Canary do line." in page and "Canary avoid line." in page
        assert "The reason is sealed · ask Nadia Brooks" in page
        assert "protection" not in page, "not even which compartment it is in"
