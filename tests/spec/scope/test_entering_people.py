"""Students, adults and accounts entered by hand: by whom, seen by whom, and nobody twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from carryover.journal.models import Entry
from carryover.roster.models import Account, Adult, Enrolment, School, Student
from carryover.roster.roles import Role
from carryover.scope.acts.account import close_account, give_account, open_account, renew_password
from carryover.scope.acts.adult import AdultFacts, change_adult, enter_adult
from carryover.scope.acts.enrollment import enroll_again, leave_district, move_student
from carryover.scope.acts.role import change_role
from carryover.scope.acts.student import Entry as StudentEntry
from carryover.scope.acts.student import StudentFacts, change_student, enter_students
from carryover.scope.adults import adults_of, of_the_same_name
from carryover.scope.alike import NAME, NUMBER, Known
from carryover.scope.enrolled import twins, unmanaged_at
from carryover.scope.models import Relationship
from carryover.scope.queries import case_manager_of, students_for
from carryover.site.demo.people import persona_id
from carryover.terms import Refused
from spec.scope.world import TODAY, as_actor, browser, personas, second_school

pytestmark = pytest.mark.django_db
OFFERED = {("ap", "denise"), ("it", "denise"), ("director", "denise"), ("director", "ap"), ("director", "it")}
"""Who is offered to give whom another role: nobody themselves, and nobody somebody who answers above them. Who keeps
accounts enters adults, and so corrects their roles; rights over a school are the district's to give."""
BORN = date(2016, 3, 4)


def school() -> UUID:
    """The school of the small demo."""
    return School.objects.get(code="ALC").id


@pytest.fixture(scope="module", autouse=True)
def elsewhere(django_db_setup: None) -> Iterator[UUID]:
    """A second school of the district, for which only the director answers."""
    with second_school(persona_id(1, "director")) as other:
        yield other


def entry(
    given: str = "Zoe", family: str = "Zeller", number: str = "777001", born: date = BORN
) -> StudentEntry:
    """A student to be entered."""
    return StudentEntry(StudentFacts(given, family, born, number), "5", TODAY)


def known(each: StudentEntry) -> Known:
    """The same as it is compared."""
    return Known(each.facts.given, each.facts.family, each.facts.birth, each.facts.number)


class TestAStudent:
    def test_entered_by_the_office_is_seen_by_the_office_and_by_no_one_who_has_nothing_to_do_with_them(
        self,
    ) -> None:
        (student,) = enter_students(as_actor(personas()["ap"]), school(), [entry()])
        for username, sees in (
            ("ap", True),
            ("director", True),
            ("marcus", False),
            ("denise", False),
            ("it", False),
        ):
            found = students_for(as_actor(personas()[username]), "student.see").filter(id=student)
            assert found.exists() is sees, username
            assert Student.objects.filter(id=student).exists() is sees, username

    def test_entered_by_one_who_manages_plans_is_theirs(self) -> None:
        marcus = personas()["marcus"]
        (student,) = enter_students(as_actor(marcus), school(), [entry()])
        assert case_manager_of(student, as_actor(marcus)) == marcus

    def test_the_office_may_name_who_manages_the_plan(self) -> None:
        (student,) = enter_students(as_actor(personas()["ap"]), school(), [entry()], personas()["priya"])
        assert case_manager_of(student, as_actor(personas()["ap"])) == personas()["priya"]

    def test_nobody_else_names_a_manager_and_only_one_who_can_is_named(self) -> None:
        with pytest.raises(Refused, match="An administrator of the school"):
            enter_students(as_actor(personas()["marcus"]), school(), [entry()], personas()["priya"])
        with pytest.raises(Refused, match="does not write and sign plans"):
            enter_students(as_actor(personas()["ap"]), school(), [entry()], personas()["denise"])

    @pytest.mark.parametrize("username", ["denise", "park", "it", "nurse", "lucia", "sub"])
    def test_others_enter_none(self, username: str) -> None:
        with pytest.raises(Refused, match="Students are entered by the office"):
            enter_students(as_actor(personas()[username]), school(), [entry()])

    def test_of_another_school_is_entered_there(self, elsewhere: UUID) -> None:
        with pytest.raises(Refused):
            enter_students(as_actor(personas()["ap"]), elsewhere, [entry()])

    def test_is_abbreviated_as_the_family_writes_it_or_by_the_name(self) -> None:
        facts = StudentFacts(" Zoë ", "van  der Berg", BORN, "777002", "Z.B.")
        given = [StudentEntry(facts, "5", TODAY), entry(number="777003")]
        ids = enter_students(as_actor(personas()["ap"]), school(), given)
        rows = {row.id: row for row in Student.objects.filter(id__in=ids)}
        assert (rows[ids[0]].initials, rows[ids[0]].family_name) == ("Z.B.", "van der Berg")
        assert rows[ids[1]].initials == "Z.Z."

    def test_who_does_not_come_yet_is_not_entered_yet(self) -> None:
        later = StudentEntry(entry().facts, "5", TODAY + timedelta(days=1))
        with pytest.raises(Refused, match="not enrolled yet"):
            enter_students(as_actor(personas()["ap"]), school(), [later])

    def test_is_corrected_by_those_who_keep_them(self) -> None:
        marcus = as_actor(personas()["marcus"])
        student = Student.objects.get(given_name="Jaylen", family_name="Tucker")
        change_student(
            marcus, student, StudentFacts("Jaylen", "Tucker-Ray", student.birth_date, student.number, "J.R.")
        )
        assert Student.objects.get(id=student.id).family_name == "Tucker-Ray"
        assert Entry.objects.filter(act="student.change").get().student_ids == [student.id]
        with pytest.raises(Refused, match="kept by the case manager"):
            change_student(as_actor(personas()["denise"]), student, StudentFacts("A", "B", BORN))


class TestNobodyTwice:
    def test_the_same_name_and_birth_date_is_asked_about(self) -> None:
        head = as_actor(personas()["ap"])
        jaylen = Student.objects.get(given_name="Jaylen", family_name="Tucker")
        wanted = Known("Jaylén", "Tucker", jaylen.birth_date)
        (twin,) = [each for each in twins(head, [wanted])[0] if each.student == jaylen.id]
        assert (twin.why, twin.name, twin.enrolled) == (NAME, "Jaylen Tucker", True)

    def test_one_at_a_school_that_is_not_mine_is_said_to_be_there_and_nothing_more(
        self, elsewhere: UUID
    ) -> None:
        enter_students(as_actor(personas()["director"]), elsewhere, [entry()])
        (twin,) = twins(as_actor(personas()["ap"]), [known(entry(number="777009"))])[0]
        assert (twin.why, twin.student, twin.name, twin.again) == (NAME, None, "", None)
        (twin,) = twins(
            as_actor(personas()["ap"]), [known(entry("Somebody", "Else", "0777001", date(2012, 1, 1)))]
        )[0]
        assert (twin.why, twin.student, twin.name) == (NUMBER, None, "")

    @pytest.mark.parametrize("username", ["denise", "it", "privacy", "lucia", "park"])
    def test_who_enters_nobody_learns_nothing_by_asking(self, username: str) -> None:
        as_actor(personas()["ap"])
        jaylen = Student.objects.get(given_name="Jaylen", family_name="Tucker")
        wanted = Known("Jaylen", "Tucker", jaylen.birth_date, jaylen.number)
        assert twins(as_actor(personas()[username]), [wanted]) == [[]]

    def test_many_are_asked_about_in_one_query(self, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        head = as_actor(personas()["ap"])
        with django_assert_num_queries(1):
            assert len(twins(head, [known(entry(number=str(n))) for n in range(50)])) == 50


class TestWhereAStudentIs:
    def entered(self) -> Student:
        """A new student whom Marcus manages and Denise is assigned to."""
        wanted = StudentEntry(entry().facts, "5", date(2026, 9, 1))
        (key,) = enter_students(as_actor(personas()["ap"]), school(), [wanted], personas()["marcus"])
        Relationship.objects.create(
            adult=personas()["denise"], student_id=key, relation="assigned", valid_from=date(2026, 9, 1)
        )
        return Student.objects.get(id=key)

    def test_moved_the_new_school_sees_them_and_the_old_one_no_longer(self, elsewhere: UUID) -> None:
        student = self.entered()
        assert move_student(as_actor(personas()["director"]), student, elsewhere, "5", TODAY) == 1
        assert not students_for(as_actor(personas()["ap"]), "student.see").filter(id=student.id).exists()
        assert students_for(as_actor(personas()["director"]), "student.see").filter(id=student.id).exists()
        assert not students_for(as_actor(personas()["denise"]), "student.see").filter(id=student.id).exists()
        manager = case_manager_of(student.id, as_actor(personas()["director"]))
        assert manager == personas()["marcus"], "somebody answers until the new school names another"
        spans = (
            Enrolment.objects.filter(student=student)
            .order_by("valid_from")
            .values_list("valid_from", "valid_to")
        )
        assert list(spans) == [(date(2026, 9, 1), TODAY - timedelta(days=1)), (TODAY, None)]

    def test_a_school_moves_nobody_to_another(self, elsewhere: UUID) -> None:
        student = self.entered()
        with pytest.raises(Refused, match="Students are entered by the office"):
            move_student(as_actor(personas()["ap"]), student, elsewhere, "5", TODAY)

    @pytest.mark.parametrize("day", [date(2026, 9, 1), TODAY + timedelta(days=1)])
    def test_a_day_that_cannot_be_is_refused(self, elsewhere: UUID, day: date) -> None:
        student = self.entered()
        with pytest.raises(Refused, match="does not lie after"):
            move_student(as_actor(personas()["director"]), student, elsewhere, "5", day)

    def test_gone_from_the_district_nobody_of_its_staff_sees_them(self) -> None:
        student = self.entered()
        leave_district(as_actor(personas()["ap"]), student, TODAY - timedelta(days=1))
        for username in ("ap", "director", "marcus", "denise"):
            assert (
                not students_for(as_actor(personas()[username]), "student.see").filter(id=student.id).exists()
            )

    def test_who_comes_back_is_enrolled_again_by_number_and_birth_date(self) -> None:
        student = self.entered()
        leave_district(as_actor(personas()["ap"]), student, TODAY - timedelta(days=1))
        head = as_actor(personas()["ap"])
        (twin,) = twins(head, [known(entry())])[0]
        assert (twin.student, twin.name, twin.again) == (None, "Zoe Zeller", student.id)
        enroll_again(head, school(), known(entry()), student.id, entry(), personas()["priya"])
        assert students_for(as_actor(personas()["ap"]), "student.see").filter(id=student.id).exists()
        assert case_manager_of(student.id, as_actor(personas()["ap"])) == personas()["priya"]

    def test_nobody_is_enrolled_again_by_a_guess(self) -> None:
        student = self.entered()
        leave_district(as_actor(personas()["ap"]), student, TODAY - timedelta(days=1))
        guess = entry(born=date(2016, 3, 5))
        (twin,) = twins(as_actor(personas()["ap"]), [known(guess)])[0]
        assert twin.again is None and twin.name == ""

    def test_a_student_whose_manager_is_gone_is_noticed(self) -> None:
        student = self.entered()
        assert unmanaged_at(as_actor(personas()["ap"]), school()) == []
        ended = TODAY - timedelta(days=1)
        Relationship.objects.filter(student=student, relation="case_manager").update(valid_to=ended)
        assert unmanaged_at(as_actor(personas()["ap"]), school()) == [student]


def facts(
    given: str = "Nora", family: str = "New", role: str = "paraprofessional", **more: object
) -> AdultFacts:
    """An adult to be entered."""
    return AdultFacts(given, family, role, school(), **more)  # type: ignore[arg-type]


class TestAnAdult:
    @pytest.mark.parametrize("username", ["ap", "director", "it"])
    def test_is_entered_by_the_office_and_by_who_keeps_accounts(self, username: str) -> None:
        adult = enter_adult(as_actor(personas()[username]), facts())
        assert (adult.initials, adult.role) == ("N.N.", "paraprofessional")
        assert adult in adults_of(as_actor(personas()["denise"]))

    @pytest.mark.parametrize("username", ["marcus", "denise", "privacy", "lucia"])
    def test_others_enter_none(self, username: str) -> None:
        with pytest.raises(Refused, match="Accounts are given by the office"):
            enter_adult(as_actor(personas()[username]), facts())

    @pytest.mark.parametrize(
        "role", ["building_administrator", "district_administrator", "privacy_officer", "it"]
    )
    def test_does_not_begin_with_rights_over_a_school(self, role: str) -> None:
        with pytest.raises(Refused, match="not given with the first entry"):
            enter_adult(as_actor(personas()["director"]), facts(role=role))

    def test_of_the_same_name_is_told_of(self) -> None:
        head = as_actor(personas()["ap"])
        (same,) = of_the_same_name(head, "Wálker", "denise")
        assert same.adult == personas()["denise"]

    @pytest.mark.parametrize("username", ["ap", "it", "marcus"])
    def test_of_no_school_is_kept_only_by_who_keeps_every_school(self, username: str) -> None:
        osei = personas()["osei"]
        with pytest.raises(Refused):
            change_adult(as_actor(personas()[username]), osei, AdultFacts("A", "B", osei.role, None))
        change_adult(
            as_actor(personas()["director"]), osei, AdultFacts("Abena", "Osei-Bonsu", osei.role, None)
        )


class TestARole:
    def test_a_building_administrator_is_made_by_the_district_and_begins_at_once(self) -> None:
        nora = enter_adult(as_actor(personas()["ap"]), facts())
        change_role(as_actor(personas()["director"]), nora, "building_administrator", [school()])
        assert students_for(as_actor(nora), "plan.read").count() > 60
        change_role(as_actor(personas()["director"]), nora, "teacher", [])
        assert not as_actor(nora).to_schools[school()] - {"staff"}

    def test_nobody_raises_themselves_or_a_friend(self) -> None:
        nora = enter_adult(as_actor(personas()["ap"]), facts())
        for username in ("ap", "it"):
            with pytest.raises(Refused, match="given by the district"):
                change_role(as_actor(personas()[username]), nora, "building_administrator", [school()])
        with pytest.raises(Refused, match="Nobody raises themselves"):
            change_role(as_actor(personas()["director"]), personas()["director"], "it", [school()])

    def test_one_who_manages_plans_keeps_a_role_that_can(self) -> None:
        with pytest.raises(Refused, match="something that the new role cannot hold"):
            change_role(as_actor(personas()["it"]), personas()["marcus"], "paraprofessional", [])

    def test_rights_over_a_school_need_a_school(self) -> None:
        nora = enter_adult(as_actor(personas()["ap"]), facts())
        with pytest.raises(Refused, match="No school was named"):
            change_role(as_actor(personas()["director"]), nora, Role.PRIVACY_OFFICER, [])


class TestAnAccount:
    def nora(self) -> Adult:
        """A new paraprofessional."""
        return enter_adult(as_actor(personas()["ap"]), facts())

    def test_the_password_is_shown_once_and_kept_as_a_hash(self) -> None:
        given = give_account(as_actor(personas()["ap"]), self.nora(), "nnew")
        kept = Account.objects.get(username="nnew")
        assert given.password not in repr(given) and given.password not in kept.password
        assert kept.check_password(given.password) and kept.once_until is not None
        assert Entry.objects.filter(act="account.give", thing_id=str(kept.id)).exists()
        assert not Entry.objects.filter(detail__icontains=given.password).exists()

    def test_a_user_name_is_given_once_and_an_adult_gets_one(self) -> None:
        nora = self.nora()
        with pytest.raises(Refused, match="Somebody has this user name"):
            give_account(as_actor(personas()["ap"]), nora, "denise")
        give_account(as_actor(personas()["ap"]), nora, "nnew")
        with pytest.raises(Refused, match="has an account"):
            give_account(as_actor(personas()["ap"]), nora, "nnew2")

    def test_closed_it_lets_nobody_in_from_the_next_request_on_and_opened_it_does(self) -> None:
        client = Client()
        client.force_login(Account.objects.get(username="denise"))
        assert client.get("/day/").status_code == 200
        close_account(as_actor(personas()["it"]), personas()["denise"])
        assert client.get("/day/").status_code == 302
        open_account(as_actor(personas()["it"]), personas()["denise"])
        assert client.get("/day/").status_code == 200

    def test_a_new_password_ends_the_old_one(self) -> None:
        given = renew_password(as_actor(personas()["it"]), personas()["denise"])
        assert Account.objects.get(username="denise").check_password(given.password)

    def test_the_key_to_an_administrators_account_is_given_by_those_who_could_make_one(self) -> None:
        for act in (renew_password, close_account):
            with pytest.raises(Refused, match="given by the district"):
                act(as_actor(personas()["it"]), personas()["ap"])  # type: ignore[operator]
            with pytest.raises(Refused):
                act(as_actor(personas()["ap"]), personas()["director"])  # type: ignore[operator]
        renew_password(as_actor(personas()["director"]), personas()["ap"])

    @pytest.mark.parametrize("asker", ["ap", "director", "it"])
    @pytest.mark.parametrize("username", ["denise", "ap", "director", "it"])
    def test_another_role_is_offered_to_whoever_may_give_it_and_to_nobody_else(
        self, asker: str, username: str
    ) -> None:
        page = f"/schools/adults/{personas()[username].id}/"
        client = browser(asker)
        shown = client.get(page)
        offered = f'href="{page}role/"' in shown.content.decode()
        may_give = client.get(f"{page}role/").status_code == 200 and asker != username
        assert shown.status_code in (200, 404) and offered == may_give
        assert offered == ((asker, username) in OFFERED)

    def test_nobody_shuts_themselves_out(self) -> None:
        with pytest.raises(Refused, match="Nobody shuts themselves out"):
            close_account(as_actor(personas()["director"]), personas()["director"])

    def test_a_familys_account_is_the_offices(self) -> None:
        with pytest.raises(Refused):
            renew_password(as_actor(personas()["marcus"]), personas()["lucia"])
        renew_password(as_actor(personas()["ap"]), personas()["lucia"])
