"""Written guidance: the case manager writes it, a line is replaced and never overwritten, and nobody else can."""

from __future__ import annotations

import html
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from carryover.journal.models import Entry
from carryover.roster.models import Adult
from carryover.sheets.by_law import NEVER
from carryover.sheets.models import GuidanceLine
from spec.demo.evidence import NOON, signed_in
from spec.sheets.desk import desk, jaylen, page, pupil

pytestmark = pytest.mark.django_db
LINE = {
    "kind": "do",
    "text": "Hold the strip where he sees it.",
    "because": "A near end makes a start easier.",
    "whom": "case_manager",
    "audience": "everybody",
    "period": "all_day",
}


def write(client: Client, **other: str) -> Any:
    """One line sent with the form."""
    return client.post(f"/students/{jaylen()}/guidance/", LINE | other)


def standing() -> list[GuidanceLine]:
    """The lines that stand for J.T., as the case manager sees them."""
    student = jaylen()
    rows = GuidanceLine.objects.filter(student=student, replaced_by__isnull=True, withdrawn=False)
    return list(rows.order_by("written_at", "id"))


def line(text: str) -> GuidanceLine:
    """The line that stands with these words."""
    return next(row for row in standing() if row.text == text)


class TestWriting:
    def test_a_line_stands_on_the_cards_at_once_and_each_adult_is_asked_again(self) -> None:
        marcus = desk("marcus")
        assert write(marcus).status_code == 302
        row = line(LINE["text"])
        assert (row.kind, row.because, row.period, row.role) == ("do", LINE["because"], "", "")
        assert Entry.objects.filter(act="guidance.write", thing_id=str(row.id)).count() == 1
        told = page(desk("denise"), f"/students/{jaylen()}/card/")
        assert "New in “I do”: Hold the strip where he sees it." in told and LINE["because"] in told

    def test_it_is_for_one_adult_in_one_period_when_it_says_so(self) -> None:
        denise = Adult.objects.get(given_name="Denise", family_name="Walker")
        write(desk("marcus"), audience=f"adult:{denise.id}", period="P5", text="Only she, in Writing.")
        row = line("Only she, in Writing.")
        assert (row.adult_id, row.period) == (denise.id, "P5")
        assert "Only she, in Writing." in page(desk("denise"), f"/students/{jaylen()}/card/")
        assert "Only she, in Writing." not in page(desk("psych"), f"/students/{jaylen()}/card/")

    def test_another_professional_may_direct(self) -> None:
        psych = Adult.objects.get(given_name="Hannah", family_name="Lindqvist")
        write(desk("marcus"), kind="directs", whom=str(psych.id), text="", because="")
        assert (
            "Hannah Lindqvist"
            in page(desk("denise"), f"/students/{jaylen()}/card/").split("Who directs me")[1]
        )

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"because": ""}, "a line without its why is not kept"),
            ({"because": " \t "}, "a line without its why is not kept"),
            ({"text": ""}, "Write the line as the adult will read it"),
            ({"text": "x" * 301}, "at most 300"),
            ({"kind": "directs"}, "Choose who directs"),
            ({"kind": "dance"}, "dance"),
            ({"audience": "adult:1"}, "adult:1"),
            ({"audience": "role:it"}, "role:it"),
            ({"period": "P99"}, "P99"),
            ({"whom": "nobody"}, "nobody"),
            ({"text": "a\x00b"}, "null"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_written(
        self, given: dict[str, str], said: str
    ) -> None:
        before = standing()
        answer = write(desk("marcus"), **given)
        told = html.unescape(answer.content.decode())
        assert answer.status_code == 422 and said.lower() in told.lower()
        assert standing() == before

    def test_nobody_under_direction_can_be_named_as_the_one_who_directs(self) -> None:
        denise = Adult.objects.get(given_name="Denise", family_name="Walker")
        assert write(desk("marcus"), kind="directs", whom=str(denise.id)).status_code == 422


class TestReplacing:
    def test_the_old_line_stays_in_the_record_beside_the_new_one(self) -> None:
        old = line("Point to the card once.")
        desk("marcus").post(f"/students/{jaylen()}/guidance/?replace={old.id}", LINE | {"kind": "may"})
        new = line(LINE["text"])
        assert new.replaces_id == old.id
        old.refresh_from_db()
        assert old.text == "Point to the card once."
        assert old not in standing()

    def test_the_form_begins_with_what_stands(self) -> None:
        old = line("Before leaving the room.")
        told = page(desk("marcus"), f"/students/{jaylen()}/guidance/?replace={old.id}")
        assert "Replace a line" in told and "One adult must know." in told.split("Replace a line")[1]

    def test_withdrawn_it_leaves_the_cards_and_stays_in_the_record(self) -> None:
        old, marcus = line("Talk about him before classmates."), desk("marcus")
        address = f"/students/{jaylen()}/guidance/{old.id}/withdraw/"
        assert marcus.post(address).status_code == 302
        assert old not in standing()
        told = page(desk("denise"), f"/students/{jaylen()}/card/")
        assert "No longer in “I never”: Talk about him before classmates." in told
        assert marcus.post(address).status_code == 403, "it ended already"

    def test_a_line_of_another_student_is_not_touched(self) -> None:
        amara = pupil("Amara", "Okoye")
        other = GuidanceLine.objects.filter(student=amara, replaced_by__isnull=True)[0]
        assert desk("marcus").post(f"/students/{jaylen()}/guidance/{other.id}/withdraw/").status_code == 403
        jaylen()
        assert not GuidanceLine.objects.filter(replaces=other).exists()

    @pytest.mark.parametrize("key", ["", "x", "%c3%bf", "0198c0de-0000-7000-8000-000000000000"])
    def test_a_line_that_is_none_replaces_none(self, key: str) -> None:
        before = len(standing())
        assert desk("marcus").post(f"/students/{jaylen()}/guidance/?replace={key}", LINE).status_code == 302
        assert len(standing()) == before + 1

    def test_a_line_that_no_address_can_name_writes_none(self) -> None:
        before = len(standing())
        assert desk("marcus").post(f"/students/{jaylen()}/guidance/?replace=%00", LINE).status_code == 400
        assert len(standing()) == before

    def test_a_row_is_never_changed_and_never_removed(self) -> None:
        student = jaylen()
        rows = GuidanceLine.objects.filter(student=student, replaced_by__isnull=True)
        for change in (lambda: rows.update(text="nothing"), lambda: rows.delete()):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                change()

    def test_one_line_has_one_successor(self) -> None:
        old = standing()[0]
        for accepted in (True, False):
            row = GuidanceLine(
                student_id=old.student_id, kind="do", text="New.", because="Why.", replaces=old,
                written_by=signed_in("marcus").adult, written_at=NOON,
            )  # fmt: skip
            if accepted:
                row.save(force_insert=True)
            else:
                with pytest.raises(Exception, match="unique"), transaction.atomic():
                    row.save(force_insert=True)


class TestSuggestions:
    def test_they_come_from_the_signed_plan_and_never_lines_become_i_never(self) -> None:
        told = page(desk("marcus"), f"/students/{jaylen()}/guidance/")
        suggested = told.split("Suggested from the signed plan")[1]
        assert "I never:</strong> Do not take away recess." in suggested
        assert "I may offer:</strong> Lay out two short tasks and let him choose" in suggested
        assert "I do:</strong> Put the break card on his desk" in suggested
        assert "Long reading and writing tasks" not in suggested, "a reason is nothing to do"

    def test_what_was_taken_over_stands_with_its_why_and_is_not_suggested_again(self) -> None:
        marcus = desk("marcus")
        address = f"/students/{jaylen()}/guidance/take-over/"
        marcus.post(address, {"take": ["never-2", "before-1", "no such line"]})
        row = line("Do not take away recess.")
        assert (row.kind, row.because, row.source) == (
            "never",
            "It keeps the rest of his day going.",
            "never-2",
        )
        suggested = page(marcus, f"/students/{jaylen()}/guidance/").split("Suggested from the signed plan")[1]
        assert "Do not take away recess." not in suggested
        before = standing()
        marcus.post(address, {"take": ["never-2"]})
        assert standing() == before, "a second tap takes nothing over again"

    def test_nothing_marked_is_said(self) -> None:
        told = desk("marcus").post(f"/students/{jaylen()}/guidance/take-over/", follow=True).content.decode()
        assert "Nothing was marked" in told


class TestWhatTheLawFixes:
    def test_it_stands_with_its_source_and_no_way_to_edit_it(self) -> None:
        told = page(desk("marcus"), f"/students/{jaylen()}/guidance/")
        fixed = told.split("Fixed by law")[1]
        for each in NEVER:
            assert str(each.text) in fixed and each.source in fixed
        assert "<form" not in fixed and "34 CFR 200.59(c)(2)" in fixed


class TestWhoMayNot:
    @pytest.mark.parametrize("username", ["denise", "psych", "nadia", "ap"])
    def test_others_are_told_why_and_who_can(self, username: str) -> None:
        client, old = desk(username), standing()[0]
        tries = [
            client.get(f"/students/{jaylen()}/guidance/"),
            write(client),
            client.post(f"/students/{jaylen()}/guidance/take-over/", {"take": ["never-2"]}),
            client.post(f"/students/{jaylen()}/guidance/{old.id}/withdraw/"),
        ]
        for answer in tries:
            told = html.unescape(answer.content.decode())
            assert answer.status_code == 403
            assert "is written by the professional who directs them" in told
            assert username == "ap" or "Marcus Reyes" in told
        assert old in standing() and len(standing()) == 4

    def test_the_wall_keeps_her_out_even_past_the_page(self) -> None:
        student = jaylen()
        denise = signed_in("denise").adult
        row = GuidanceLine(
            student_id=student,
            kind="do",
            text="As I like.",
            because="I say so.",
            written_by=denise,
            written_at=NOON,
        )
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)

    def test_nobody_writes_in_another_name(self) -> None:
        student = jaylen()
        denise = signed_in("denise").adult
        signed_in("marcus")
        row = GuidanceLine(
            student_id=student, kind="do", text="Hers?", because="No.", written_by=denise, written_at=NOON
        )
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)

    def test_a_line_without_its_why_is_refused_by_the_database_too(self) -> None:
        student, marcus = jaylen(), signed_in("marcus").adult
        row = GuidanceLine(student_id=student, kind="do", text="Do it.", written_by=marcus, written_at=NOON)
        with pytest.raises(Exception, match="guidance_line_is_whole"), transaction.atomic():
            row.save(force_insert=True)

    def test_a_student_of_others_answers_as_one_who_does_not_exist(self) -> None:
        for address in (f"/students/{jaylen()}/guidance/", f"/students/{UUID(int=3)}/guidance/"):
            assert desk("kim").get(address).status_code == 404
