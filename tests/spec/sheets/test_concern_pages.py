"""'Told two different things', 'this definition does not fit what I see': owned, clocked, answered in the product."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client

from carryover.journal.models import Entry
from carryover.observations.acts import About, answer_concern, open_again, raise_concern
from carryover.observations.concerns import Typical, age_words, hours_words, state_of, typical
from carryover.observations.models import Concern, ConcernStep
from carryover.observations.raised import about_student, one_raised, raised_by, waiting_for
from carryover.roster.models import Adult
from carryover.scope.models import Relationship
from carryover.sheets.models import GuidanceLine
from carryover.terms import Refused
from carryover.timelines import SchoolTime
from spec.demo.evidence import NOON, TODAY, signed_in
from spec.sheets.desk import desk, jaylen, page, pupil

pytestmark = pytest.mark.django_db
ANSWER = "At once, every time. The item waits for him."


def raise_it(client: Client, **given: str) -> Any:
    """What Denise sends with the second tap on the card."""
    return client.post(f"/students/{jaylen()}/concerns/raise/", {"about": "two_things"} | given)


def newest() -> Concern:
    """The concern about J.T. that was raised last."""
    student = jaylen()
    return Concern.objects.filter(student=student).order_by("-raised_at", "-id")[0]


def open_one() -> Concern:
    """The one that the demo holds open: about breaks, since two school days."""
    student = jaylen()
    return Concern.objects.get(student=student, line="respond-1")


def answer(username: str, concern: UUID, **given: str) -> Any:
    """An answer sent with the form."""
    return desk(username).post(f"/concerns/{concern}/", {"words": ANSWER} | given)


def steps(concern: UUID) -> list[tuple[int, str, str]]:
    """What became of it, as the case manager sees it."""
    signed_in("marcus")
    return list(
        ConcernStep.objects.filter(concern=concern).values_list("number", "kind", "words").order_by("number")
    )


class TestRaising:
    def test_two_taps_at_the_desk_and_the_owner_is_named(self) -> None:
        denise = desk("denise")
        assert "I was told two different things" in page(denise, f"/students/{jaylen()}/card/")
        told = raise_it(denise).url
        assert "Marcus Reyes, room 14, ext. 555-0142 has it, since now." in page(denise, told)
        row = newest()
        assert (row.about, row.author.given_name, row.device_id) == ("two_things", "Denise", None)
        assert Entry.objects.filter(act="concern.raise", thing_id=str(row.id)).count() == 1

    def test_a_definition_is_one_of_a_measure_that_she_collects(self) -> None:
        denise = desk("denise")
        card = page(denise, f"/students/{jaylen()}/card/")
        measure = re.search(r'name="measure" value="([^"]+)"', card)
        assert measure is not None
        raise_it(denise, about="definition", measure=measure[1])
        assert (newest().about, newest().measure) == ("definition", measure[1])

    @pytest.mark.parametrize(
        "given",
        [
            {"about": "definition"},
            {"about": "definition", "measure": "no such measure"},
            {"about": "mood"},
            {"about": ""},
            {"line": "no such line"},
            {"words": "x" * 201},
            {"words": "a\x00b"},
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, given: dict[str, str]) -> None:
        before = newest()
        assert raise_it(desk("denise"), **given).status_code == 422
        assert newest() == before

    def test_who_only_looks_in_raises_nothing(self) -> None:
        answer_ = raise_it(desk("ap"))
        assert answer_.status_code == 403 and "those who work with the student" in answer_.content.decode()


class TestTheOneWhoOwesTheAnswer:
    def test_it_stands_on_his_day_first_with_its_age_in_school_time(self) -> None:
        told = page(desk("marcus"), "/queue/")
        first = told.split('<ol class="queue">')[1].split("</li>")[0]
        assert "Denise asks, J.T." in re.sub(r"\s+", " ", first)
        assert "told two different things: “break at once, or after the item?”" in first
        assert "2 school days (" in first and "Answer" in first
        assert "1 adult waits for your answer." in told

    def test_an_answer_needs_words(self) -> None:
        concern = open_one().id
        for words in ("", "  \n ", "x" * 601):
            assert answer("marcus", concern, words=words).status_code == 422
        assert steps(concern) == []
        found = one_raised(signed_in("marcus"), concern)
        assert found is not None
        with pytest.raises(Refused, match="sent without words"):
            answer_concern(signed_in("marcus"), found, " ")

    def test_answered_it_leaves_his_day_and_stands_first_on_hers(self) -> None:
        concern = open_one().id
        assert answer("marcus", concern).status_code == 302
        assert steps(concern) == [(1, "answered", ANSWER)]
        assert "Denise asks" not in page(desk("marcus"), "/queue/")
        card = page(desk("denise"), f"/students/{jaylen()}/card/")
        assert card.index(ANSWER) < card.index("change since you last recorded")
        assert ANSWER in page(desk("denise"), f"/concerns/{concern}/")
        assert "answered by Marcus Reyes, Tue Oct 20" in page(desk("denise"), "/day/")

    def test_it_says_what_it_changed(self) -> None:
        concern = open_one().id
        answer("marcus", concern, changed="plan_line:respond-1")
        step = ConcernStep.objects.get(concern=concern)
        assert (step.link_kind, step.link_id) == ("plan_line", "respond-1")
        assert "Honor every request for a break at once" in page(
            desk("denise"), f"/students/{jaylen()}/card/"
        )

    def test_it_may_write_a_line_of_guidance_in_the_same_act(self) -> None:
        concern = open_one().id
        answer("marcus", concern, kind="do", text="Give the break at once.", because="Asking has to pay.")
        step = ConcernStep.objects.get(concern=concern)
        line = GuidanceLine.objects.get(text="Give the break at once.")
        assert (step.link_kind, step.link_id) == ("guidance", str(line.id))
        assert "New in “I do”: Give the break at once." in page(desk("denise"), f"/students/{jaylen()}/card/")

    def test_a_line_without_its_why_stops_both(self) -> None:
        concern = open_one().id
        assert answer("marcus", concern, kind="do", text="Give the break at once.").status_code == 422
        assert steps(concern) == []
        assert not GuidanceLine.objects.filter(text="Give the break at once.").exists()

    @pytest.mark.parametrize("link", ["plan_line:no such", "draft:1", "guidance:\x00", "x"])
    def test_a_link_that_leads_nowhere_is_refused(self, link: str) -> None:
        concern = open_one().id
        assert answer("marcus", concern, changed=link).status_code == 422
        assert steps(concern) == []

    def test_two_who_answer_at_once_are_one_answer(self) -> None:
        marcus = signed_in("marcus")
        found = one_raised(marcus, open_one().id)
        assert found is not None
        answer_concern(marcus, found, "First.")
        with pytest.raises(Refused, match="a moment ago"):
            answer_concern(marcus, found, "Second.")
        assert [words for _, _, words in steps(found.row.id)] == ["First."]

    def test_nobody_answers_themselves(self) -> None:
        marcus = signed_in("marcus")
        row = raise_concern(marcus, jaylen(), About("two_things"))
        found = one_raised(signed_in("marcus"), row.id)
        assert found is not None and found.owner is None
        with pytest.raises(Refused, match="nobody answers themselves"):
            answer_concern(signed_in("marcus"), found, "Fine by me.")
        assert row.id not in {each.row.id for each in waiting_for(signed_in("marcus"))}
        assert row.id in {each.row.id for each in waiting_for(signed_in("ap"))}
        assert answer("marcus", row.id).status_code == 403
        assert answer("ap", row.id).status_code == 302

    def test_what_waits_two_school_days_stands_before_the_administrator_too(self) -> None:
        assert {each.row.id for each in waiting_for(signed_in("ap"))} == {open_one().id}
        raise_it(desk("denise"))
        fresh = newest().id
        assert fresh in {each.row.id for each in waiting_for(signed_in("marcus"))}
        assert fresh not in {each.row.id for each in waiting_for(signed_in("ap"))}

    def test_without_a_case_manager_an_administrator_has_it(self) -> None:
        raise_it(desk("denise"))
        fresh = newest().id
        student = jaylen()
        signed_in("ap")
        Relationship.objects.filter(student=student, relation="case_manager").update(
            valid_to=TODAY - timedelta(days=1)
        )
        assert fresh in {each.row.id for each in waiting_for(signed_in("ap"))}
        assert "An administrator of the school" in page(desk("denise"), f"/concerns/{fresh}/")


class TestTheOneWhoRaisedIt:
    def test_she_opens_it_again_once(self) -> None:
        concern, denise = open_one().id, desk("denise")
        answer("marcus", concern)
        again = {"words": "Ms. Park still says after the item."}
        assert denise.post(f"/concerns/{concern}/", {"words": " "}).status_code == 422
        assert denise.post(f"/concerns/{concern}/", again).status_code == 302
        assert "Denise asks" in page(desk("marcus"), "/queue/")
        answer("marcus", concern, words="I have told her. At once.")
        refused = denise.post(f"/concerns/{concern}/", again)
        assert refused.status_code == 403
        assert [kind for _, kind, _ in steps(concern)] == ["answered", "reopened", "answered"]
        assert "open it again" not in page(denise, f"/concerns/{concern}/").lower()

    def test_nobody_else_opens_it_again(self) -> None:
        concern = open_one().id
        answer("marcus", concern)
        found = one_raised(signed_in("marcus"), concern)
        assert found is not None
        with pytest.raises(Refused, match="Somebody else raised it"):
            open_again(signed_in("marcus"), found, "I changed my mind.")

    def test_she_does_not_answer(self) -> None:
        concern = open_one().id
        told = answer("denise", concern)
        assert told.status_code == 403
        page_ = html.unescape(told.content.decode())
        assert "one person decides and everybody is told the same" in page_ and "Marcus Reyes" in page_
        assert steps(concern) == []

    def test_the_wall_keeps_her_from_answering_past_the_page(self) -> None:
        row, denise = open_one(), signed_in("denise").adult
        step = ConcernStep(
            concern=row,
            student_id=row.student_id,
            number=1,
            kind="answered",
            words="Mine.",
            by=denise,
            at=NOON,
        )
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            step.save(force_insert=True)

    def test_it_is_hers_only_while_she_works_with_the_student(self) -> None:
        student = jaylen()
        assert len(raised_by(signed_in("denise"), [student])) == 1
        signed_in("ap")
        Relationship.objects.filter(student=student, adult__given_name="Denise").update(
            valid_to=TODAY - timedelta(days=1)
        )
        assert raised_by(signed_in("denise"), [student]) == ()
        assert desk("denise").get(f"/concerns/{open_one().id}/").status_code == 404

    def test_an_old_answer_no_longer_stands_on_the_card(self) -> None:
        amara = pupil("Amara", "Okoye")
        assert [each.state for each in about_student(signed_in("marcus"), amara)] == ["answered"]
        assert raised_by(signed_in("denise"), [amara]) == ()


class TestTheTeam:
    def test_it_sees_what_was_raised_how_long_answers_take_and_nobody_s_name(self) -> None:
        amara = pupil("Amara", "Okoye")
        told = page(desk("priya"), f"/students/{amara}/concerns/")
        assert "this definition does not fit what I see" in told and "Asks for help" in told
        assert "Typical time to an answer: 4 h" in told and "(n = 1)" in told
        assert "Denise" not in told.split("<main")[1] and "she points" not in told

    def test_the_administrator_sees_who_raised_it(self) -> None:
        assert "Denise Walker" in page(desk("ap"), f"/students/{jaylen()}/concerns/")

    def test_another_paraprofessional_does_not(self) -> None:
        assert desk("kim").get(f"/concerns/{open_one().id}/").status_code == 404
        assert desk("kim").get(f"/students/{jaylen()}/concerns/").status_code == 404
        assert desk("denise").get(f"/students/{jaylen()}/concerns/").status_code == 403

    def test_a_concern_that_does_not_exist(self) -> None:
        assert desk("marcus").get(f"/concerns/{UUID(int=9)}/").status_code == 404

    def test_the_owner_leaves_with_the_assignment_and_the_next_one_has_it(self) -> None:
        student = jaylen()
        other = Adult.objects.filter(role="intervention_specialist").exclude(given_name="Marcus")[0]
        signed_in("ap")
        Relationship.objects.filter(student=student, relation="case_manager").update(
            valid_to=TODAY - timedelta(days=1)
        )
        Relationship.objects.create(
            adult=other, student_id=student, relation="case_manager", valid_from=TODAY, reason="Handed over"
        )
        (found,) = raised_by(signed_in("denise"), [student])
        assert found.owner == other


class TestItsClock:
    def test_a_night_and_a_weekend_age_nothing(self) -> None:
        found = one_raised(signed_in("marcus"), open_one().id)
        assert found is not None
        assert found.row.raised_at.astimezone(ZoneInfo("America/New_York")).weekday() == 4
        assert found.age.days == 2
        assert found.age.minutes < 3 * 7 * 60

    def test_an_answer_stops_it(self) -> None:
        amara = pupil("Amara", "Okoye")
        (found,) = about_student(signed_in("marcus"), amara)
        (step,) = found.steps
        assert found.age.minutes < (step.at - found.row.raised_at).total_seconds() / 60
        assert found.age.days == 1

    @pytest.mark.parametrize(
        ("age", "words"),
        [
            (SchoolTime(0, 0), "no school time yet"),
            (SchoolTime(0, 5), "5 min of school"),
            (SchoolTime(0, 65), "1 h 5 min of school"),
            (SchoolTime(1, 120), "1 school day (2 h of school)"),
            (SchoolTime(2, 665), "2 school days (11 h 5 min of school)"),
        ],
    )
    def test_in_words(self, age: SchoolTime, words: str) -> None:
        assert age_words(age) == words
        assert hours_words(0) == "0 min"

    def test_the_median_is_over_answers_of_one_student(self) -> None:
        assert typical([]) is None
        assert typical([SchoolTime(0, 10), SchoolTime(0, 20), SchoolTime(5, 900)]) == Typical(20, 3)
        assert typical([SchoolTime(0, 10), SchoolTime(0, 21)]) == Typical(16, 2)

    def test_its_states_in_turn(self) -> None:
        assert [state_of(n) for n in range(5)] == ["open", "answered", "open", "settled", "settled"]
