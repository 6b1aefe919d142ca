"""The adult's own card: sixty seconds, what changed since they last worked with the student, three questions."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from carryover.journal.models import Entry
from carryover.plans.acts.support import SupportChange, change_support
from carryover.plans.content import Support, SupportKind
from carryover.roster.models import Account, Adult
from carryover.scope.models import Relationship
from carryover.scope.queries import students_for
from carryover.sheets.acts import NewLine, write_line
from carryover.sheets.guidance import LineKind
from carryover.sheets.models import CardReading
from carryover.sheets.queries import Card, cards
from carryover.sheets.sixty import BUDGET
from spec.demo.evidence import TODAY, signed_in, student
from spec.sheets.desk import desk, jaylen, page, pupil, words_of
from tablets import measure_of, set_up, student_on

pytestmark = pytest.mark.django_db
ORDER = (
    "Why it happens",
    "Before",
    "Teach",
    "If it happens",
    "Never",
    "My part",
    "Who directs me",
)
DENISES = (("Jaylen", "Tucker"), ("Amara", "Okoye"))


def card_of(username: str, student_id: UUID) -> Card:
    """A card as this persona gets it."""
    actor = signed_in(username)
    return cards(actor, students_for(actor, "day.read").filter(id=student_id), TODAY)[0]


def changed(username: str, student_id: UUID) -> list[str]:
    """The texts that are new to this persona."""
    own = card_of(username, student_id).own
    assert own is not None
    return [change.text for change in own.changes]


def sign(student_id: UUID, text: str, effective: date = TODAY) -> None:
    """Marcus signs one more line of the card."""
    line = Support(f"before-{text[:4]}", SupportKind.BEFORE, text, "Because it helps.")
    change_support(signed_in("marcus"), student_id, SupportChange("", "Why.", "One more", (line,)), effective)


class TestInSixtySeconds:
    def test_it_reads_in_its_order(self) -> None:
        told = page(desk("denise"), f"/students/{jaylen()}/card/")
        assert told.index("1 change since you last recorded, Mon Oct 19") < told.index(">Why it happens<")
        places = [told.index(f">{heading}</h2>") for heading in ORDER]
        assert places == sorted(places)
        assert (
            told.index("Sit two seats away")
            < told.index("Point to the card once")
            < told.index("Talk about him")
        )

    @pytest.mark.parametrize("moment", ["2026-10-20T12:50:00+00:00", "2026-10-20T14:05:00+00:00"])
    def test_no_card_of_the_demo_has_more_words_than_sixty_seconds_hold(
        self, moment: str, settings: Any
    ) -> None:
        """In the reading block, when Jaylen's card holds most, and after it."""
        settings.NOW, seen = moment, 0
        for username in ("denise", "kim", "sub", "agency", "park"):
            client = desk(username)
            for each in students_for(signed_in(username), "day.read"):
                told = client.get(f"/students/{each.id}/card/").content.decode()
                # From the first thing that must be read: what changed, and what may be done untrained for a time.
                notice = re.search(r'<(section|div) class="notice notice-attention"', told)
                start = notice.start() if notice else told.index('<article class="card"')
                words = words_of(told[start:].split("</article>")[0])
                assert 20 < len(words) <= BUDGET, (username, each.initials, len(words))
                seen += 1
        assert seen >= 15

    def test_every_line_carries_its_why(self) -> None:
        for name in DENISES:
            card = card_of("denise", pupil(*name))
            assert card.own is not None
            told = html.unescape(page(desk("denise"), f"/students/{card.student.id}/card/"))
            for line in [*(s for lines in card.lines.values() for s in lines), *card.own.part_lines]:
                assert line.because and line.because in told, line.text

    def test_what_the_law_leaves_to_others_is_one_tap_away_with_its_source(self) -> None:
        told = page(desk("denise"), f"/students/{jaylen()}/card/")
        assert "Restrain a student without current training." in told and "34 CFR 200.59(c)" in told
        assert "200.59" not in page(desk("psych"), f"/students/{jaylen()}/card/"), (
            "who directs is not under direction"
        )

    def test_one_professional_directs_and_can_be_reached(self) -> None:
        assert "Marcus Reyes, room 14, ext. 555-0142" in page(desk("denise"), f"/students/{jaylen()}/card/")
        own = card_of("denise", pupil("Amara", "Okoye")).own
        assert own is not None
        assert [part.directs.name for part in own.parts if part.directs] == ["Priya Raman"], "in Writing"

    def test_nothing_of_it_is_lost_on_paper(self) -> None:
        card = card_of("denise", jaylen())
        for size in ("page", "pocket"):
            told = page(desk("denise"), f"/students/{jaylen()}/card/?size={size}")
            assert all(line.text in told for lines in card.lines.values() for line in lines)
            assert "Talk about him before classmates." in told and "Marcus Reyes" in told


class TestSinceILastWorked:
    def test_what_was_signed_after_my_last_record_is_new_until_i_read_it(self) -> None:
        sign(jaylen(), "Offer the strip.")
        assert "Offer the strip." in changed("denise", jaylen())

    def test_what_comes_into_force_later_is_not_new_yet(self) -> None:
        sign(jaylen(), "Offer the strip.", TODAY + timedelta(days=1))
        assert "Offer the strip." not in changed("denise", jaylen())

    def test_my_own_taps_of_today_do_not_take_a_change_away(self) -> None:
        sign(jaylen(), "Offer the strip.")
        tablet = set_up("denise")
        sheet = tablet.day()
        seen = student_on(sheet, "J.T.")
        tablet.verdicts([tablet.item("capture", tablet.seen(seen, measure_of(seen, "count"), {"count": 1}))])
        assert "Offer the strip." in changed("denise", jaylen())

    def test_who_never_recorded_knows_the_card_of_their_first_day(self) -> None:
        own = card_of("nadia", jaylen()).own
        assert own is not None and own.since.why == "assigned"
        assert any("two short tasks" in text for text in changed("nadia", jaylen())), (
            "version 2 came after that"
        )

    def test_who_only_looks_in_is_shown_what_changed_lately_and_is_asked_nothing(self) -> None:
        card = card_of("ap", jaylen())
        assert card.own is not None and card.own.since.why == "lately" and not card.to_read

    def test_a_substitute_knows_the_card_of_the_day_they_came(self) -> None:
        mine = students_for(signed_in("sub"), "day.read").first()
        assert mine is not None
        card = card_of("sub", mine.id)
        assert card.own is not None and card.own.since.why == "assigned" and card.own.changes == ()
        assert card.to_read

    def test_the_day_page_counts_them(self) -> None:
        told = page(desk("denise"), "/day/")
        assert "2 cards changed · read" in told
        assert "Not confirmed yet" not in told

    def test_who_has_no_period_today_is_reminded_all_the_same(self) -> None:
        told = page(desk("nadia"), "/day/")
        assert "Nobody is assigned to you on this day" in told and "1 card changed · read" in told
        assert "Not confirmed yet" in told

    def test_who_manages_the_plans_is_not(self) -> None:
        told = page(desk("marcus"), "/day/")
        assert "changed · read" not in told and "Not confirmed yet" not in told

    def test_the_tablet_is_told_the_same(self) -> None:
        found = student_on(set_up("denise").day(), "J.T.")
        assert [change["text"] for change in found["card"]["changes"]] == changed("denise", jaylen())
        assert found["card"]["confirm"]["due"] is True and found["card"]["confirm"]["number"] == 2
        assert found["plan"]["changed"] == ["Changed in “I do”: Sit two seats away while he writes."]


def readings() -> int:
    """How many readings of J.T.'s card there are, as the case manager sees them."""
    student_id = jaylen()
    return CardReading.objects.filter(student=student_id).count()


def answers(told: str, right: bool) -> dict[str, str]:
    """The answers to the questions of a page: the right ones, or wrong ones, and the state that the page carries."""
    state = re.search(r'name="state" value="([^"]+)"', told)
    assert state is not None
    card = card_of("denise", jaylen())
    assert card.own is not None
    known = {line.text for lines in card.lines.values() for line in lines}
    given = {"state": state[1]}
    for number, block in enumerate(re.findall(r"<fieldset.*?</fieldset>", told, re.DOTALL)):
        choices = re.findall(
            r'value="(\d)"(?: disabled)?(?: checked)?(?: required)?><span>(.*?)</span>', block
        )
        picked = next(place for place, text in choices if is_right(block, text, known) == right)
        given[f"answer-{number}"] = picked
    return given


def is_right(block: str, choice: str, known: set[str]) -> bool:
    """What the card says of a choice, read from the plan and the guidance of the demo."""
    if "never do" in block:
        forbidden = {"Block the door or hold him.", "Take away recess.", "Talk about him before classmates."}
        return choice in forbidden
    if "do you do first" in block:
        return choice == "Honor every request for a break at once: two minutes."
    assert "new to you" in block
    return choice == "Sit two seats away while he writes."


class TestThreeQuestions:
    def ask(self, client: Client) -> tuple[str, str]:
        address = f"/students/{jaylen()}/card/questions/"
        return address, page(client, address)

    def test_right_at_once_confirms_this_version_and_this_guidance(self) -> None:
        client = desk("denise")
        address, told = self.ask(client)
        assert told.count("<fieldset") == 3
        answer = client.post(address, answers(told, True))
        assert answer.status_code == 302
        card = card_of("denise", jaylen())
        reading = CardReading.objects.order_by("-read_at").filter(student=jaylen())[0]
        assert card.own is not None and card.version is not None
        assert (reading.version_id, reading.guidance_hash) == (card.version.id, card.own.guidance)
        assert [each["tries"] for each in reading.answers] == [1, 1, 1]
        assert Entry.objects.filter(act="card.confirm", thing_id=str(reading.id)).count() == 1
        assert not card.to_read and card.changed == ()
        assert "1 card changed · read" in page(client, "/day/")

    def test_a_wrong_answer_shows_the_line_and_its_why_and_may_be_tried_again(self) -> None:
        client = desk("denise")
        address, told = self.ask(client)
        before = readings()
        again = html.unescape(client.post(address, answers(told, False)).content.decode())
        assert again.count("The card says:") == 3 and "Help stays a step away." in again
        assert readings() == before, "nothing is confirmed by a wrong answer"
        assert client.post(address, answers(again, True)).status_code == 302
        reading = CardReading.objects.order_by("-read_at").filter(student=jaylen())[0]
        assert [each["tries"] for each in reading.answers] == [2, 2, 2]

    def test_it_is_asked_again_when_the_version_or_the_guidance_changes(self) -> None:
        client = desk("denise")
        address, told = self.ask(client)
        client.post(address, answers(told, True))
        assert not card_of("denise", jaylen()).to_read
        sign(jaylen(), "Offer the strip.")
        assert card_of("denise", jaylen()).to_read

    def test_a_card_that_changed_meanwhile_begins_anew(self) -> None:
        client = desk("denise")
        address, told = self.ask(client)
        given = answers(told, True)
        sign(jaylen(), "Offer the strip.")
        desk("denise")
        again = client.post(address, given).content.decode()
        assert "Begun anew." in again and card_of("denise", jaylen()).to_read

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"state": "x"},
            {"state": "x" * 9000, "answer-0": "0"},
            {"answer-0": "7", "answer-1": "-1", "answer-2": "\x00"},
            {"state": "eyJ2IjogIiJ9:1abc:zzzz"},
        ],
    )
    def test_what_no_page_sends_confirms_nothing(self, given: dict[str, str]) -> None:
        client, before = desk("denise"), readings()
        answer = client.post(f"/students/{jaylen()}/card/questions/", given)
        assert answer.status_code == 200 and readings() == before

    def test_somebody_elses_page_state_confirms_nothing_for_me(self) -> None:
        _address, hers = self.ask(desk("denise"))
        given = answers(hers, True)
        client = desk("psych")
        told = client.post(f"/students/{jaylen()}/card/questions/", given).content.decode()
        assert "Begun anew." in told

    def test_a_reading_is_never_changed(self) -> None:
        signed_in("denise")
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            CardReading.objects.update(answers=[])

    def test_nobody_confirms_for_somebody_else(self) -> None:
        actor, other = signed_in("denise"), signed_in("marcus").adult
        signed_in("denise")
        reading = CardReading.objects.filter(adult=actor.adult)[0]
        reading.pk, reading.adult = UUID(int=5), other
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            reading.save(force_insert=True)


class TestWhoHasRead:
    def rows(self, username: str = "marcus") -> list[str]:
        told = page(desk(username), f"/students/{jaylen()}/card/readers/")
        return [" ".join(words_of(row)) for row in re.findall(r"<tr>.*?</tr>", told, re.DOTALL)[1:]]

    def test_every_adult_who_carries_the_plan_out_with_what_they_read_last(self) -> None:
        rows = self.rows()
        assert any("Denise Walker" in row and "version 2, Thu Oct 1 2 of 3" in row for row in rows)
        assert any("Denise Walker" in row and "not read, since Mon Oct 19" in row for row in rows)
        assert any("Nadia Brooks" in row and "not yet" in row for row in rows)
        assert not any("Marcus Reyes" in row for row in rows), "who signed the card is not asked about it"

    def test_it_says_read_once_she_has(self) -> None:
        client = desk("denise")
        address = f"/students/{jaylen()}/card/questions/"
        client.post(address, answers(page(client, address), True))
        assert any(
            "Denise Walker" in row and row.endswith("read") and "3 of 3" in row for row in self.rows("ap")
        )

    def test_since_when_is_the_first_change_that_was_not_read(self) -> None:
        sign(jaylen(), "Offer the strip.")
        assert any("Denise Walker" in row and "not read, since Mon Oct 19" in row for row in self.rows())

    def test_one_who_read_it_and_is_not_assigned_today_is_still_named(self) -> None:
        mine = Relationship.objects.filter(adult__given_name="Denise", student=jaylen())
        signed_in("ap")  # who may end an assignment
        mine.update(valid_to=TODAY - timedelta(days=1))
        rows = self.rows()
        assert any("Denise Walker" in row and "stood in, or has left" in row for row in rows)

    def test_others_are_told_why_not(self) -> None:
        told = page(desk("denise"), f"/students/{jaylen()}/card/readers/", 403)
        assert "must see to it that everybody has" in told and "Marcus Reyes" in told
        assert student("Jaylen", "Tucker").id == jaylen()


class TestBegunAndEndedByHand:
    """The card knows no copy of who works with whom: what the office begins or ends holds on the next request."""

    def priya(self) -> Adult:
        found = Account.objects.select_related("adult").get(username="priya").adult
        assert found is not None
        return found

    def begin(self) -> None:
        """The office assigns Priya to Jaylen in P2, and lets her begin before she is trained on his plan."""
        typed = {
            "adult": str(self.priya().id), "relation": "assigned", "since": "10/20/2026", "in-P2": "on",
            "waive_until": "10/30/2026", "waive_why": "Marcus trains her on Monday.",
            "waive_measure": "Denise stays in the room.",
        }  # fmt: skip
        answer = desk("ap").post(f"/students/{jaylen()}/team/", typed)
        assert answer.status_code == 302

    def end(self) -> None:
        """And ends it at once."""
        link = Relationship.objects.get(adult=self.priya(), student=jaylen())
        answer = desk("marcus").post(
            f"/students/{jaylen()}/team/{link.id}/end/", {"last_day": "10/20/2026", "at_once": "on"}
        )
        assert answer.status_code == 302

    def readers(self) -> str:
        return " ".join(words_of(page(desk("marcus"), f"/students/{jaylen()}/card/readers/")))

    def test_begun_it_is_on_her_day_her_card_says_who_directs_and_she_is_asked_to_read_it(self) -> None:
        where = f"/students/{jaylen()}/card/"
        assert "Who directs me" not in page(desk("priya"), where, 404)
        assert "Priya Raman" not in self.readers()
        self.begin()
        assert "Jaylen T." in page(desk("priya"), "/day/")
        told = page(desk("priya"), where)
        assert "Who directs me" in told and "Marcus Reyes" in told and "Confirm with three questions" in told
        assert "Priya Raman Speech-language pathologist not yet" in self.readers()
        assert "Priya Raman" in page(desk("marcus"), f"/parts/students/{jaylen()}/today/")

    def test_a_line_for_one_period_speaks_to_whom_it_assigns_there_from_then_on(self) -> None:
        line = NewLine(LineKind.DO, "Bring the strip.", "He reaches for it.", "P2")
        write_line(signed_in("marcus"), jaylen(), line)
        self.begin()
        own = card_of("priya", jaylen()).own
        assert own is not None and own.periods == ("P2",)
        assert [line.text for line in own.part_lines] == ["Bring the strip."]

    def test_ended_the_card_is_closed_at_once_and_nobody_waits_for_her_reading(self) -> None:
        self.begin()
        assert "Priya Raman" in self.readers()
        self.end()
        assert "Jaylen" not in page(desk("priya"), f"/students/{jaylen()}/card/", 404)
        assert "Jaylen" not in page(desk("priya"), "/day/")
        assert "Priya Raman" not in self.readers()
        assert "Priya Raman" not in page(desk("marcus"), f"/parts/students/{jaylen()}/today/")
