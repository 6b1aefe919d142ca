"""Notes to the team reach the team and nobody else, and stay as they were written."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

from carryover.journal.models import Entry
from carryover.plans.acts.team_note import tell_team
from carryover.plans.models import TeamNote
from carryover.plans.queries import team_notes
from carryover.terms import Refused
from spec.scope.world import NOON, acting, browser, pupil

pytestmark = pytest.mark.django_db
WORDS = "Canary 5512: he was tired after lunch."


@pytest.fixture
def jaylen() -> UUID:
    """Of whose team are Marcus, Denise, Nadia and Hannah."""
    return pupil("Jaylen", "Tucker")


def test_the_team_reads_it_on_the_students_page(jaylen: UUID) -> None:
    answer = browser("denise").post(f"/students/{jaylen}/team-notes/", {"text": WORDS})
    assert answer["Location"] == f"/students/{jaylen}/"
    for username in ("marcus", "denise", "nadia", "psych"):
        page = browser(username).get(f"/students/{jaylen}/").content.decode()
        assert WORDS in page, username
        assert "Shown here for a year" in page
    acting("denise")
    entry = Entry.objects.filter(act="team.note.write").latest("id")
    assert (entry.student_ids, entry.right, entry.detail) == ([jaylen], "assigned", {})


@pytest.mark.parametrize(
    "username", ["ap", "director", "privacy", "lucia", "kim", "nurse", "it", "evaluator", "auditor"]
)
def test_nobody_else_reads_or_writes_one(username: str, jaylen: UUID) -> None:
    tell_team(acting("marcus"), jaylen, WORDS)
    assert WORDS not in browser(username).get(f"/students/{jaylen}/").content.decode()
    assert browser(username).get(f"/students/{jaylen}/team-notes/").status_code in (403, 404)
    actor = acting(username)
    assert not TeamNote.objects.filter(student=jaylen).exists()
    with pytest.raises((Refused, Http404)):
        tell_team(actor, jaylen, WORDS)
    with pytest.raises(DatabaseError), transaction.atomic():
        TeamNote.objects.create(student_id=jaylen, author=actor.adult, text=WORDS, written_at=NOON)


def test_a_year_later_it_is_no_longer_shown_and_still_kept(jaylen: UUID) -> None:
    note = tell_team(acting("marcus"), jaylen, WORDS)
    for days, shown in ((365, True), (366, False)):
        later = acting("marcus", NOON + timedelta(days=days))
        assert (note.id in [each.id for each in team_notes(later, jaylen)]) is shown
    assert TeamNote.objects.filter(id=note.id).exists()


def test_it_is_never_rewritten(jaylen: UUID) -> None:
    note = tell_team(acting("marcus"), jaylen, WORDS)
    for change in (
        lambda: TeamNote.objects.filter(id=note.id).update(text="Something else"),
        lambda: TeamNote.objects.filter(id=note.id).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("text", "said"), [("", "Write the note"), (" ", "Write the note"), ("x" * 601, "600")]
)
def test_what_cannot_be_kept_is_told_and_comes_back(text: str, said: str, jaylen: UUID) -> None:
    answer = browser("denise").post(f"/students/{jaylen}/team-notes/", {"text": text})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert text.strip() in answer.content.decode()


def test_markup_stays_text(jaylen: UUID) -> None:
    tell_team(acting("marcus"), jaylen, "<script>alert(1)</script>")
    assert "<script>alert" not in browser("denise").get(f"/students/{jaylen}/").content.decode()
