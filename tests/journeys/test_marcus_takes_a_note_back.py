"""A dated note stands on the graph until its author takes it back; a day that cannot be is refused."""

from __future__ import annotations

import pytest
from django.test import Client

from carryover.journal.models import Entry
from carryover.observations.models import DatedNote
from carryover.roster.models import Account
from carryover.site.demo.shapes import goal_id
from spec.demo.evidence import signed_in, student

pytestmark = pytest.mark.django_db


@pytest.fixture
def graph() -> str:
    signed_in("marcus")
    return f"/students/{student('Jaylen', 'Tucker').id}/goals/{goal_id('asks-for-a-break')}/"


def client(username: str) -> Client:
    """This person, signed in."""
    made = Client()
    made.force_login(Account.objects.get(username=username))
    return made


def test_a_note_is_put_and_taken_back_and_stays_in_the_record(graph: str) -> None:
    marcus = client("marcus")
    marcus.post(f"{graph}notes/", {"day": "10/19/2026", "kind": "condition", "text": "Fire drill at nine"})
    assert "Fire drill at nine" in marcus.get(f"{graph}graph/").content.decode()
    note = DatedNote.objects.get(text="Fire drill at nine")
    marcus.post(f"{graph}notes/{note.id}/take-back/")
    assert "Fire drill at nine" not in marcus.get(f"{graph}graph/").content.decode()
    assert DatedNote.objects.filter(id=note.id, taken_back_at__isnull=False).exists()
    assert Entry.objects.filter(act="note.take_back", thing_id=str(note.id)).exists()


def test_another_persons_note_stays(graph: str) -> None:
    theirs = DatedNote.objects.create(
        student=student("Jaylen", "Tucker"),
        day="2026-10-16",
        kind="note",
        text="Denise was away",
        author=Account.objects.get(username="denise").adult,
        at="2026-10-16T15:00:00Z",
    )
    told = client("marcus").post(f"{graph}notes/{theirs.id}/take-back/", follow=True).content.decode()
    assert "Only the person who wrote a note can take it back." in told and "Denise was away" in told
    theirs.refresh_from_db()
    assert theirs.taken_back_at is None


@pytest.mark.parametrize("day", ["01/01/1900", "12/31/2026", "02/30/2026", ""])
def test_a_day_that_cannot_be_is_refused(graph: str, day: str) -> None:
    answer = client("marcus").post(
        f"{graph}notes/", {"day": day, "kind": "note", "text": "Far away"}, follow=True
    )
    assert "The note was not kept" in answer.content.decode()
    assert not DatedNote.objects.filter(text="Far away").exists()
