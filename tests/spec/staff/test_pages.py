"""The screens of training: what they show, what they refuse and at which field, and that every look is journaled."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from carryover.journal.models import Entry
from carryover.roster.models import Student
from carryover.scope.models import Certificate, Override, OwnCompetency, Requirement
from carryover.staff.models import Step, Training
from spec.scope.test_every_address_asks import signed_in
from spec.scope.world import TODAY, as_actor, personas

pytestmark = pytest.mark.django_db
SOON = f"{TODAY + timedelta(days=20):%m/%d/%Y}"


def text(answer: HttpResponse, status: int = 200) -> str:
    """The page as one line of words."""
    assert answer.status_code == status, answer.content.decode()[:500]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def noor() -> UUID:
    """Needs adults trained in lifting and in personal care."""
    as_actor(personas()["director"])
    return Student.objects.get(given_name="Noor", family_name="Siddiqui").id


def javier() -> UUID:
    """Kim's student with an override in force."""
    as_actor(personas()["director"])
    return Override.objects.get().student_id


class TestMyTraining:
    def test_shows_what_one_holds_what_ends_and_what_ones_students_need(self) -> None:
        told = text(signed_in("denise").get("/my-training/"))
        assert "2 certificates end within 60 days." in told
        assert "What your students need on Wed Oct 21" in told
        assert "N.S. Lifting and transfer trained, ends Fri Oct 30" in told
        assert "J.T. Carrying out this student&#x27;s plan trained" in told
        assert "version 2 of the plan" in told and "Issued" in told

    def test_tells_kim_what_has_expired_and_what_is_allowed_meanwhile(self) -> None:
        told = text(signed_in("kim").get("/my-training/"))
        assert told.count("expired Wed Sep 30, 2026") == 2
        assert "Physical restraint and escort by an override until Fri Oct 30" in told
        assert "Tomás Rivera stays within call" in told
        assert "Crisis prevention not trained" in told

    @pytest.mark.parametrize("username", ["it", "lucia", "theo", "director", "sub"])
    def test_opens_to_everybody_with_what_is_theirs(self, username: str) -> None:
        told = text(signed_in(username).get("/my-training/"))
        assert ("Mi capacitación" if username == "lucia" else "My training") in told

    def test_is_reached_from_the_menu_and_from_the_day(self) -> None:
        page = signed_in("denise").get("/day/").content.decode()
        assert page.count('href="/my-training/"') == 2

    def test_is_journaled(self) -> None:
        signed_in("denise").get("/my-training/")
        entry = Entry.objects.filter(act="wallet.read").latest("id")
        assert entry.right == "self" and len(entry.student_ids) == 5


class TestTheOffice:
    def test_sees_what_runs_out_the_longest_gone_first(self) -> None:
        told = text(signed_in("director").get("/training/"))
        assert told.index("Kim Tran") < told.index("Robert Diaz") < told.index("Denise Walker")

    def test_finds_an_adult_without_a_name_in_any_address(self) -> None:
        told = text(signed_in("director").post("/training/", {"named": "tran"}))
        assert "Kim Tran Behavior technician" in told
        told = text(signed_in("director").post("/training/", {"named": "xq\x00"}))
        assert "No adult of your schools is called so." in told

    @pytest.mark.parametrize("username", ["marcus", "denise", "it", "privacy"])
    def test_is_closed_to_others(self, username: str) -> None:
        assert "A certificate counts from the day on which the office has seen it." in text(
            signed_in(username).get("/training/"), 403
        )

    def test_enters_a_certificate_and_is_told_what_is_missing_at_its_field(self) -> None:
        kim, client = personas()["kim"], signed_in("director")
        address = f"/training/adults/{kim.id}/"
        given = {
            "competency": "crisis",
            "issued_on": "10/01/2026",
            "issuer": "Center",
            "expires_on": "",
            "reference": "7",
        }
        assert "Enter the day on which it expires, or tick that it does not" in text(
            client.post(address, given), 422
        )
        both = given | {"expires_on": "10/01/2027", "never_expires": "on"}
        assert "or tick that it does not" in text(client.post(address, both), 422)
        wrong = given | {"issued_on": "tomorrow", "expires_on": "13/01/2027"}
        assert "Enter a date as month, day, year" in text(client.post(address, wrong), 422)
        before = given | {"expires_on": "09/30/2026"}
        assert "It would expire before it was issued" in text(client.post(address, before), 422)
        future = given | {"issued_on": "10/21/2026", "expires_on": "10/01/2027"}
        assert "This day has not come yet" in text(client.post(address, future), 422)
        one = given | {"competency": "feeding", "expires_on": "10/01/2027"}
        assert "This is about one student: choose which" in text(client.post(address, one), 422)
        answer = client.post(address, given | {"expires_on": "02/29/2028"}, follow=True)
        assert "valid until Tue Feb 29, 2028" in text(answer)

    def test_ends_one_early_with_its_reason(self) -> None:
        as_actor(personas()["denise"])
        row = Certificate.objects.get(adult=personas()["denise"], competency="lifting")
        client = signed_in("director")
        address = f"/training/certificates/{row.id}/end/"
        assert "Write why, in a sentence" in text(client.post(address, {"reason": " "}), 422)
        told = text(client.post(address, {"reason": "Injured her back."}, follow=True))
        assert "Injured her back." in told and "What it opened is closed from now on." in told

    @pytest.mark.parametrize("username", ["ap", "marcus"])
    def test_of_another_school_does_not_exist(self, username: str) -> None:
        client, guardian = signed_in(username), personas()["lucia"]
        assert client.get(f"/training/adults/{guardian.id}/").status_code in (403, 404)

    def test_adds_a_competency_and_takes_it_out_of_use(self) -> None:
        client = signed_in("director")
        given = {
            "name": "ventilator care", "about": "all", "trained": "outside", "who_trains": "The nurse.",
            "instead": "Call the nurse.", "source": "District policy 7",
        }  # fmt: skip
        assert "Write its name" in text(client.post("/training/competencies/", given | {"name": ""}), 422)
        assert "ventilator care" in text(client.post("/training/competencies/", given, follow=True))
        as_actor(personas()["director"])
        told = text(
            client.post(f"/training/competencies/{OwnCompetency.objects.get().id}/retire/", follow=True)
        )
        assert "ventilator care every student out of use" in told


class TestTheStudentsPage:
    def test_shows_what_is_needed_and_how_each_adult_stands_to_it(self) -> None:
        told = text(signed_in("marcus").get(f"/students/{noor()}/training/"))
        assert "Lifting and transfer all day" in told and "Personal care all day" in told
        assert "Denise Walker Lunch, Specials trained, ends Fri Oct 30 trained" in told
        assert "Moves from chair to floor in physical education. Marcus Reyes, since Mon Aug 17, 2026" in told
        assert "Allow for a time" not in told, "an administrator allows"

    def test_shows_an_override_with_who_allowed_it_and_what_is_done_instead(self) -> None:
        told = text(signed_in("director").get(f"/students/{javier()}/training/"))
        assert "Kim Tran Reading, Math by an override until Fri Oct 30 Elaine Whitford" in told
        assert "in force" in told and "The next renewal course is next week." in told

    def test_flags_stand_on_the_student_page_and_on_today(self) -> None:
        student = noor()
        told = text(signed_in("marcus").get(f"/students/{student}/"))
        assert told.count("Denise Walker : lifting and transfer trained, ends Fri Oct 30") == 1
        told = text(signed_in("marcus").get("/queue/"))
        assert "N.S. Denise Walker: lifting and transfer trained, ends Fri Oct 30" in told
        told = text(signed_in("director").get("/queue/"))
        assert "Robert Diaz crisis prevention valid until Thu Oct 29, 2026: renew it" in told
        assert "AAC and communication" not in told, "that is more than 14 days away"

    def test_denise_sees_no_colleague_there(self) -> None:
        assert "Adults and training" not in text(signed_in("denise").get("/queue/"))

    def test_takes_a_requirement_by_period_and_back(self) -> None:
        student, client = noor(), signed_in("marcus")
        address = f"/students/{student}/training/requirements/"
        assert "Write why, in a sentence" in text(
            client.post(address, {"competency": "crisis", "period": "P4"}), 422
        )
        assert "Choose what the training is in" in text(
            client.post(address, {"competency": "flying", "why": "x"}), 422
        )
        told = text(
            client.post(address, {"competency": "crisis", "period": "P4", "why": "Runs."}, follow=True)
        )
        assert "Crisis prevention Specials" in told and "not trained" in told
        as_actor(personas()["marcus"])
        row = Requirement.objects.get(competency="crisis", student=student)
        told = text(client.post(f"{address}{row.id}/end/", follow=True))
        assert "Crisis prevention" not in told

    def test_says_what_an_adult_would_lack_before_anybody_assigns(self) -> None:
        student, client = noor(), signed_in("marcus")
        address = f"/students/{student}/training/ready/"
        kim, priya = personas()["kim"].id, personas()["priya"].id
        told = text(client.post(address, {"adult": kim, "starts": "10/20/2026"}))
        assert "Kim Tran cannot be assigned yet. lifting and transfer" in told
        assert "The school nurse or the occupational therapist trains." in told
        told = text(client.post(address, {"adult": priya, "periods": ["P2"], "starts": "10/20/2026"}))
        assert "Priya Raman is ready." in told
        assert not Override.objects.filter(student=student).exists(), "nothing was written"
        assert "Choose an adult" in text(
            client.post(address, {"adult": UUID(int=3), "starts": "10/20/2026"}), 422
        )
        backwards = {"adult": kim, "starts": "10/20/2026", "ends": "10/19/2026"}
        assert "It would end before it begins" in text(client.post(address, backwards), 422)

    def test_lets_an_administrator_allow_it_and_end_it(self) -> None:
        student, client, kim = noor(), signed_in("director"), personas()["kim"]
        address = f"/students/{student}/training/overrides/for/{kim.id}/"
        given = {
            "adult": kim.id,
            "competency": "lifting",
            "why": "No course before Nov 5.",
            "measure": "Priya lifts.",
            "ends_on": SOON,
        }
        assert "until 11/19/2026" in text(client.post(address, given | {"ends_on": "11/20/2026"}), 422)
        assert "This day is over" in text(client.post(address, given | {"ends_on": "10/19/2026"}), 422)
        assert "Write what is done instead" in text(client.post(address, given | {"measure": ""}), 422)
        told = text(client.post(address, given, follow=True))
        assert "Allowed until Mon Nov 9." in told and "Kim Tran without lifting and transfer" in told
        as_actor(personas()["director"])
        row = Override.objects.get(student=student)
        ended = client.post(
            f"/students/{student}/training/overrides/{row.id}/end/", {"reason": "Trained."}, follow=True
        )
        assert "Ended Tue Oct 20: Trained." in text(ended)

    def test_offers_the_way_only_to_those_who_may(self) -> None:
        student, kim = noor(), personas()["kim"]
        assert "for/" not in signed_in("marcus").get(f"/students/{student}/training/").content.decode()
        assert (
            signed_in("marcus").get(f"/students/{student}/training/overrides/for/{kim.id}/").status_code
            == 403
        )
        stranger = signed_in("director").get(
            f"/students/{student}/training/overrides/for/{personas()['lucia'].id}/"
        )
        assert stranger.status_code == 404


class TestATrainingOnTheScreen:
    def amara(self) -> Training:
        as_actor(personas()["marcus"])
        return Training.objects.get(certificate__isnull=True)

    def test_is_begun_with_what_is_watched(self) -> None:
        student, client = noor(), signed_in("marcus")
        address = f"/students/{student}/training/begin/"
        given = {
            "trainee": personas()["denise"].id, "competency": "plan_training", "behaviors": "One\nTwo\n\nThree",
            "percent": "90", "observations": "2",
        }  # fmt: skip
        assert "Write three to seven things" in text(
            client.post(address, given | {"behaviors": "One\nTwo"}), 422
        )
        assert "Give a share from 1 to 100" in text(client.post(address, given | {"percent": "0"}), 422)
        assert "Keep each line under 160" in text(
            client.post(address, given | {"behaviors": f"{'x' * 161}\nb\nc"}), 422
        )
        told = text(client.post(address, given, follow=True))
        assert "Shown when at least 90 percent of what was seen is done in 2 observations in a row." in told

    def test_shows_counts_for_few_and_shares_for_more(self) -> None:
        told = text(signed_in("marcus").get(f"/trainings/{self.amara().id}/"))
        assert "Mon Oct 12, 2026, Marcus Reyes 3 of 4" in told
        assert "The last observations do not meet the criterion yet." in told

    def test_takes_a_step_an_observation_and_back(self) -> None:
        row, client = self.amara(), signed_in("marcus")
        assert "Written down: rehearsed." in text(
            client.post(f"/trainings/{row.id}/steps/rehearse/", follow=True)
        )
        assert client.post(f"/trainings/{row.id}/steps/observe/").status_code == 404
        assert "This day has not come yet" in text(
            client.post(f"/trainings/{row.id}/steps/model/", {"day": "10/21/2026"}), 422
        )
        address = f"/trainings/{row.id}/observe/"
        answers = {f"behavior_{n}": "yes" for n in range(5)} | {"day": "10/20/2026"}
        told = text(client.post(address, answers | {"behavior_2": ""}), 422)
        assert told.count("Answer this one too") == 2, "in the summary and at the behavior"
        told = text(client.post(address, answers, follow=True))
        assert "The observation is kept." in told and "100 % (n = 5)" in told
        as_actor(personas()["marcus"])
        step = Step.objects.filter(training=row, kind="observe").latest("entered_at")
        told = text(client.post(f"/trainings/{row.id}/take-back/{step.id}/", follow=True))
        assert "100 % (n = 5)" not in told

    def test_is_signed_off_by_the_observer_and_stands_in_the_wallet(self) -> None:
        row, client = self.amara(), signed_in("marcus")
        answers = {f"behavior_{n}": "yes" for n in range(5)} | {"day": "10/20/2026"}
        for _ in range(2):
            client.post(f"/trainings/{row.id}/observe/", answers)
        assert "Give a day after today" in text(
            client.post(f"/trainings/{row.id}/sign/", {"expires_on": "10/20/2026"}), 422
        )
        told = text(client.post(f"/trainings/{row.id}/sign/", {"expires_on": "06/04/2027"}, follow=True))
        assert "Signed off. Denise Walker is trained until Fri Jun 4, 2027." in told
        assert "A.O. version 1 of the plan valid until Fri Jun 4, 2027" in text(
            signed_in("denise").get("/my-training/")
        )
        assert client.get(f"/trainings/{row.id}/observe/").status_code == 302

    @pytest.mark.parametrize("username", ["kim", "it"])
    def test_of_somebody_elses_student_does_not_exist(self, username: str) -> None:
        row = self.amara()
        client = signed_in(username)
        for page in ("", "observe/", "sign/"):
            assert client.get(f"/trainings/{row.id}/{page}").status_code == 404

    def test_the_trainee_reads_their_own_steps_and_not_the_checklist(self) -> None:
        row, client = self.amara(), signed_in("denise")
        assert client.get(f"/trainings/{row.id}/").status_code == 404
        told = text(client.get("/my-training/"))
        assert "under way" in told
        assert not any(words in told for words in row.behaviors)


class TestTheCardInADraft:
    def draft(self, client: Client) -> str:
        as_actor(personas()["marcus"])
        student = Student.objects.get(given_name="Jaylen", family_name="Tucker").id
        return str(client.post(f"/students/{student}/drafts/")["Location"])

    def test_takes_a_line_that_needs_training_and_shows_what_others_read(self) -> None:
        client = signed_in("marcus")
        draft = self.draft(client)
        line = {
            "kind": "respond",
            "text": "Lift together.",
            "because": "Safe.",
            "needs": "",
            "instead": "Call 555.",
        }
        assert "Choose the training that the line needs" in text(client.post(f"{draft}card/new/", line), 422)
        assert "Write the line as it will stand" in text(
            client.post(f"{draft}card/new/", line | {"text": ""}), 422
        )
        told = text(client.post(f"{draft}card/new/", line | {"needs": "lifting"}, follow=True))
        assert "Only for adults trained in lifting and transfer. Others read: Call 555." in told
        told = text(client.get(f"{draft}sign/"))
        assert "Only for adults who are trained in lifting and transfer." in told
        told = text(
            client.post(f"{draft}card/lines/never-1/", line | {"needs": "crisis", "instead": ""}, follow=True)
        )
        assert "Others read: Clear the room and call for trained adults." in told
        told = text(client.get(f"{draft}sign/"))
        assert "Say at each line that needs training what other adults do" in told
        told = text(client.post(f"{draft}card/lines/never-1/take-out/", follow=True))
        assert "Taken out Do not block the door" in told
        assert client.get(f"{draft}card/lines/no-such-line/").status_code == 404

    def test_takes_care_in_fixed_words_only(self) -> None:
        client = signed_in("marcus")
        draft = self.draft(client)
        given = {"task": "toilet", "help": "one", "times": ["lunch", "arrival"]}
        assert "Choose at least one time" in text(
            client.post(f"{draft}card/care/", given | {"times": []}), 422
        )
        assert client.post(f"{draft}card/care/", given | {"task": "free text"}).status_code == 422
        told = text(client.post(f"{draft}card/care/", given, follow=True))
        assert "Using the toilet , with one adult: on arrival, at lunch" in told
        page = client.get(f"{draft}card/").content.decode()
        (care,) = re.findall(r"card/care/([0-9a-f-]{36})/take-out/", page)
        assert "No task of personal care." in text(
            client.post(f"{draft}card/care/{care}/take-out/", follow=True)
        )

    def test_is_closed_to_denise(self) -> None:
        draft = self.draft(signed_in("marcus"))
        for page in ("card/", "card/new/", "card/care/"):
            assert signed_in("denise").get(f"{draft}{page}").status_code == 403


def test_a_change_of_support_can_need_training() -> None:
    client = signed_in("marcus")
    as_actor(personas()["marcus"])
    student = Student.objects.get(given_name="Jaylen", family_name="Tucker").id
    page = client.get("/queue/").content.decode()
    (address,) = {a for a in re.findall(r'href="(/students/[^"]+/decide/)"', page) if str(student) in a}
    given = {
        "choice": "change_support", "why": "Runs to the street.", "support_kind": "respond",
        "support_text": "Walk beside him.",
        "support_because": "It is near.", "support_needs": "", "support_instead": "Call 555.", "label": "Street",
    }  # fmt: skip
    assert "Choose the training that the line needs" in text(client.post(address, given), 422)
    assert client.post(address, given | {"support_needs": "restraint"}).status_code == 302
    told = text(client.get(f"/students/{student}/training/"))
    assert "Nothing in particular is needed" not in told
    tomorrow = signed_in("denise").get("/my-training/")
    assert "J.T. Physical restraint and escort not trained" in text(tomorrow)
