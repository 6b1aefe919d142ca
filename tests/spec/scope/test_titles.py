"""Titles are words: what the district calls somebody changes no answer to any question of rights (D75)."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import Client

from carryover.roster.models import Account, Adult, District
from carryover.roster.roles import Role
from carryover.scope.acts.adult import AdultFacts, change_adult
from carryover.scope.acts.title import label_roles
from carryover.scope.policy import Thing, table
from carryover.scope.queries import Permit, may, schools_for, students_for
from carryover.terms import Refused
from spec.scope.world import ACTS, LINES, OF_STUDENTS, as_actor, personas

pytestmark = pytest.mark.django_db
MISLEADING = {role.value: "Director of everything" for role in Role} | {"district_administrator": "Aide"}


def answers() -> dict[tuple[str, str], object]:
    """What everybody may do, act by act: to whom, at which schools, and in which words it is refused."""
    found: dict[tuple[str, str], object] = {}
    for username, adult in personas().items():
        actor = as_actor(adult)
        for act in ACTS:
            if act in OF_STUDENTS:
                found[username, act] = frozenset(students_for(actor, act).values_list("id", flat=True))
            else:
                found[username, act] = schools_for(actor, act)
            asked = (
                may(actor, act, Thing(school=adult.school_id)) if LINES[act].get("on") == "school" else None
            )
            found[username, f"{act}, said"] = asked if isinstance(asked, Permit) else str(asked)
    return found


def test_labels_change_no_answer() -> None:
    before = answers()
    label_roles(as_actor(personas()["director"]), MISLEADING)
    for adult in Adult.objects.filter(account__isnull=False):
        adult.title = "Superintendent"
        adult.save(update_fields=["title"])
    assert answers() == before
    assert len(before) == 2 * len(ACTS) * len(personas())


def test_people_are_called_by_their_own_title_then_by_the_districts_word_then_by_the_plain_one() -> None:
    director = personas()["director"]
    label_roles(as_actor(director), {Role.PARAPROFESSIONAL: "Instructional aide", Role.NURSE: " "})
    actor = as_actor(personas()["ap"])
    denise, nurse = personas()["denise"], personas()["nurse"]
    assert denise.role_label == "Instructional aide"
    change_adult(actor, denise, AdultFacts("Denise", "Walker", denise.role, denise.school_id, "Reading aide"))
    assert denise.role_label == "Reading aide"
    nurse.title = ""
    assert nurse.role_label == "Nurse"


def test_a_label_is_seen_where_a_name_is() -> None:
    label_roles(as_actor(personas()["director"]), {Role.INTERVENTION_SPECIALIST: "Special educator"})
    client = Client()
    client.force_login(Account.objects.get(username="marcus"))
    assert "Special educator" in client.get("/caseload/").content.decode()


def test_whoever_is_nobody_yet_hears_the_plain_words() -> None:
    label_roles(as_actor(personas()["director"]), {Role.NURSE: "Healer"})
    nurse = personas()["nurse"]
    nurse.title = ""
    assert (as_actor(nurse).adult.role_label, nurse.role_label) == ("Healer", "Healer")
    Client().get("/accounts/login/")
    assert nurse.role_label == "Nurse"


@pytest.mark.parametrize("username", ["marcus", "denise", "lucia"])
def test_others_label_nothing(username: str) -> None:
    with pytest.raises(Refused):
        label_roles(as_actor(personas()[username]), {Role.NURSE: "Healer"})


def test_no_role_is_made_up_by_labelling_it() -> None:
    with pytest.raises(Http404):
        label_roles(as_actor(personas()["director"]), {"wizard": "Wizard"})
    assert District.objects.get().role_labels == {}
    assert "wizard" not in str(table())
