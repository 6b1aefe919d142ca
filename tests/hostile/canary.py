"""The canary child: in every field that can hold something about a student stands a word that stands nowhere else.

Made in the demo's school as people make one, through the forms, and where there is none by the program's own acts or by
the keeper. Every word is named after the form and the field in which it was typed, and can be found in whatever came
of it: `Qzk0001` survives escaping, addresses, paper and either case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from carryover.measurement import Measure, Method
from carryover.plans.acts.sign import Freezing, freeze
from carryover.plans.content import (
    Agreement,
    Baseline,
    Care,
    CareHelp,
    CareTask,
    CareTime,
    Criterion,
    Goal,
    Latitude,
    Plan,
    Support,
    SupportKind,
)
from carryover.roster.models import Account, School
from carryover.scope import machines
from carryover.scope.queries import require
from carryover.site.account.kept import keep
from crawling import route_of, signed_in
from hostile.forms import Form, forms_of
from hostile.people import within
from journeys.test_marcus_prints_the_report import PERIOD
from spec.scope.world import NOON, TODAY, as_actor, keeper, personas
from spec.substitutes.cards import made as card_made
from spec.substitutes.cards import phone
from tablets import Tablet, set_up

BORN = date(2017, 2, 13)
"""Nobody else of the demo was born on that day."""
BIRTH = re.compile(
    r"2017-02-13|0?2/13/(?:20)?17|Feb(?:ruary)? 13, 2017|13 (?:de )?feb(?:rero)?(?: de)? 2017", re.I
)
WORD = re.compile(r"qzk(\d{4})", re.I)
GOAL, LINE = "canary", "respond-1"
TYPED = {"csrfmiddlewaretoken", "since", "until", "consent_on"}
"""What a form holds beside words."""


class Words:
    """Each word by the name of its place, given out in the order in which they are asked for."""

    def __init__(self) -> None:
        self.places: list[str] = []

    def __call__(self, place: str) -> str:
        """The word of this place, the same each time."""
        if place not in self.places:
            self.places.append(place)
        return f"Qzk{self.places.index(place) + 1:04d}"

    def found(self, text: str) -> set[str]:
        """The places whose words stand in a text, and 'student.birth' for the day in whatever form."""
        numbers = {int(each) for each in WORD.findall(text)}
        named = {self.places[n - 1] for n in numbers if 0 < n <= len(self.places)}
        return named | ({"student.birth"} if BIRTH.search(text) else set())


@dataclass
class Child:
    """The student, the words, everybody's browser by what they are to the child, and the tablets."""

    words: Words
    id: UUID
    school: UUID
    browsers: dict[str, Client]
    tablets: dict[str, Tablet] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)

    def fill(self, who: str, label: str, address: str, /, **given: Any) -> str:
        """Send the form on this page as it stands, with these values and a word in whatever else can be typed.

        Where it leads; a form that is not taken fails, with what the page says.
        """
        client = self.browsers[who]
        page = client.get(address)
        assert page.status_code == 200, (who, address, page.status_code)
        form = form_with(page.content.decode(), address, given)
        values: dict[str, Any] = {}
        for name, each in form.fields.items():
            is_empty = not "".join(each.value).strip()
            if name in given or (each.choices and not each.value):
                continue
            typed = not each.choices and is_empty and name not in TYPED
            values[name] = self.words(f"{label}.{name}") if typed else each.value
        return sent(client, form.action, values | given)

    def several(self, place: str, count: int) -> str:
        """A word on each of so many lines."""
        return "\n".join(self.words(f"{place}.{number}") for number in range(1, count + 1))

    @property
    def page(self) -> str:
        """Where everything about the child begins."""
        return f"/students/{self.id}/"


def form_with(page: str, address: str, given: Mapping[str, Any]) -> Form:
    """The form of the page that has these fields; the fullest, where several have."""
    fits = [
        each for each in forms_of(page, address) if each.method == "post" and set(given) <= set(each.fields)
    ]
    assert fits, (address, sorted(given), [sorted(each.fields) for each in forms_of(page, address)])
    here = [each for each in fits if route_of(each.action.partition("?")[0]) == route_of(address)]
    return max(here or fits, key=lambda each: len(each.fields))


def sent(client: Client, address: str, values: Mapping[str, Any]) -> str:
    """Where a form leads that was taken."""
    answer = client.post(address, dict(values))
    told = re.findall(r'<a href="#[^>]*>(.*?)</a>', answer.content.decode(), re.S)
    assert answer.status_code == 302, (address, answer.status_code, told)
    return str(answer["Location"])


def the(table: str, column: str, value: object) -> str:
    """The id of the only row that holds this."""
    with keeper() as rows:
        found = rows.execute(f"SELECT id FROM {table} WHERE {column} = %s", [value]).fetchall()  # type: ignore[arg-type]
    assert len(found) == 1, (table, value, found)
    return str(found[0][0])


KNOWN = {
    "his case manager": "marcus",
    "the principal": "ap",
    "the director": "director",
    "the privacy officer": "privacy",
    "the keeper of accounts": "it",
    "his paraprofessional": "denise",
    "her substitute": "sub",
    "his teacher": "park",
    "the counselor": "nadia",
    "the psychologist": "psych",
    "the nurse": "nurse",
    "the agency's technician": "agency",
    "an evaluator": "evaluator",
    "the auditor": "auditor",
    "whoever claimed an emergency": "osei",
}
"""Who has to do with the child, by what they are."""
STRANGERS = {
    "a technician of others": "kim",
    "a therapist of others": "priya",
    "a mother of others": "lucia",
    "a father of others": "carlos",
    "another student, of age": "theo",
}
"""Who has nothing to do with the child, and nevertheless much to read."""
TEAM = {
    "denise": "assigned", "park": "assigned", "nadia": "team", "psych": "team", "nurse": "team",
    "agency": "contractor", "evaluator": "evaluator", "auditor": "auditor",
}  # fmt: skip
ENDS = {"agency", "evaluator", "auditor"}


def make(elsewhere: UUID) -> Child:
    """The child with everything that can be said about one, kept: to be called once, in a copy of the demo.

    `elsewhere` is another school of the district.
    """
    browsers = {name: signed_in(username) for name, username in (KNOWN | STRANGERS).items()}
    marcus = personas()["marcus"]
    assert marcus.school_id is not None
    child = Child(Words(), uuid4(), marcus.school_id, browsers)
    _enters(child)
    _is_given_people(child)
    _has_a_family(child)
    within(lambda: _has_a_first_plan(child))
    _is_confided_about(child)
    _is_guided_and_trained_for(child)
    _is_observed(child)
    _is_amended(child)
    _is_spoken_of(child)
    _is_in_an_emergency(child)
    within(lambda: _is_carried_out_of_the_house(child, elsewhere))
    return child


def _enters(child: Child) -> None:
    words = {name: child.words(f"student.{name}") for name in ("given", "family", "initials", "number")}
    new = f"/schools/{child.school}/students/new/"
    made = child.fill(
        "the principal", "student", new, birth=f"{BORN:%m/%d/%Y}", grade="3", since="09/01/2026", **words
    )
    child.id = UUID(made.split("/")[2])


def _is_given_people(child: Child) -> None:
    people = personas()
    child.fill("the principal", "handed", f"{child.page}case-manager/", to=str(people["marcus"].id))
    for username, relation in TEAM.items():
        given: dict[str, Any] = {
            "adult": str(people[username].id),
            "relation": relation,
            "since": "10/01/2026",
        }
        given |= {"until": "06/10/2027"} if username in ENDS else {}
        if relation in ("assigned", "contractor"):
            given |= {"in-P1": "on", "place-P1": child.words(f"team.{username}.place")}
        # A place belongs to a period in which somebody is there.
        given |= {f"place-{each}": "" for each in _periods(child) if f"in-{each}" not in given}
        child.fill("his case manager", f"team.{username}", f"{child.page}team/", **given)
    klass = child.things["klass"] = the("roster_schoolclass", "code", "RR-2")
    joins = {f"student-{child.id}": "on", "since": "10/01/2026"}
    sent(child.browsers["his case manager"], f"/schools/classes/{klass}/students/", joins)
    with keeper() as rows:
        rows.execute(
            "INSERT INTO scope_relationship"
            " (id, adult_id, relation, stands_for_id, valid_from, valid_to, reason, source)"
            " VALUES (%s, %s, 'substitute_for', %s, %s, %s, '', '')",
            [uuid4(), people["sub"].id, people["denise"].id, TODAY, TODAY],
        )
        (outing,) = rows.execute(
            "INSERT INTO roster_outing (school_id, day, leaves, returns, title)"
            " VALUES (%s, %s, '12:30', '13:30', %s) RETURNING id",
            [child.school, TODAY, child.words("outing.title")],
        ).fetchone() or (0,)
        rows.execute(
            "INSERT INTO roster_outing_students (outing_id, student_id) VALUES (%s, %s)", [outing, child.id]
        )


def _periods(child: Child) -> list[str]:
    page = child.browsers["his case manager"].get(f"{child.page}team/").content.decode()
    return sorted({name.partition("-")[2] for name in re.findall(r'name="(in-\w+)"', page)})


def _has_a_family(child: Child) -> None:
    for who in ("his mother", "his father, without the record"):
        label = "mother" if who == "his mother" else "father"
        name = " ".join(child.words(f"{label}.{part}") for part in ("given", "family"))
        child.fill("his case manager", label, f"{child.page}family/new/", language="en", name=name)
        guardian = the("roster_guardian", "name", name)
        at = f"{child.page}family/{guardian}/"
        child.things[label] = guardian
        username = child.words(f"{label}.username").lower()
        answer = child.browsers["the principal"].post(f"{at}account/", {"username": username})
        assert answer.status_code == 200, answer.status_code
        Account.objects.filter(username=username).update(once_until=None)
        if label == "father":
            child.fill(
                "the principal", "paper", f"{at}papers/new/", kind="court_order", issued_on="09/15/2026",
                since="09/15/2026", until="", **{"right-inspect": "on", "right-contact": "on"},
            )  # fmt: skip
        child.browsers[who] = signed_in(username)


def first_plan(words: Words) -> Plan:
    """Content with a word in each part that takes words."""
    measure = Measure(
        f"m-{GOAL}", words("plan.goal.label"), Method.COUNT, words("plan.goal.unit"), words("plan.goal.definition"),
        (words("plan.goal.example"),), (words("plan.goal.non_example"),),
    )  # fmt: skip
    goal = Goal(
        GOAL, words("plan.goal.area"), words("plan.goal.condition"), words("plan.goal.behavior"),
        Criterion("at_least", 5, words("plan.goal.consistency")), date(2027, 5, 1), measure,
        words("plan.goal.schedule"), ("paraprofessional", "intervention_specialist"),
        Baseline(1, 3, date(2026, 8, 31)),
    )  # fmt: skip
    lines = [
        Support(f"{kind}-1", kind, words(f"plan.{kind}.text"), words(f"plan.{kind}.because"))
        for kind in SupportKind
    ]
    lines.append(
        Support(
            "respond-2",
            SupportKind.RESPOND,
            words("plan.trained.text"),
            words("plan.trained.because"),
            "feeding",
            words("plan.trained.instead"),
        )
    )
    agreed = Agreement(
        "meeting", date(2026, 8, 31), words("plan.agreed.family_member"), words("plan.agreed.participants"),
        words("plan.agreed.note"),
    )  # fmt: skip
    care = (Care("care-1", CareTask.EAT, CareHelp.ONE, (CareTime.LUNCH,)),)
    return Plan(date(2026, 9, 1), date(2027, 8, 31), (goal,), tuple(lines), tuple(Latitude), agreed, care)


def _has_a_first_plan(child: Child) -> None:
    """No form makes a first plan yet: it is frozen by the act that freezes every other."""
    key = uuid4()
    with keeper() as rows:
        rows.execute(
            "INSERT INTO plans_studentplan (id, student_id, kind) VALUES (%s, %s, 'iep')", [key, child.id]
        )
    marcus = as_actor(personas()["marcus"])
    how = Freezing("initial", child.words("plan.phase"), date(2026, 9, 1), child.words("plan.reason"))
    made = freeze(marcus, require(marcus, "plan.draft", child.id), key, first_plan(child.words), None, how)
    child.things["version"] = str(made.id)


def _is_confided_about(child: Child) -> None:
    by = {"counseling": "the counselor", "protection": "the psychologist", "health": "the nurse"}
    for compartment, who in by.items():
        at = f"{child.page}sealed/new/"
        child.fill(who, f"sealed.{compartment}", at, compartment=compartment)
    child.fill("his paraprofessional", "team_note", f"{child.page}team-notes/")


def _is_guided_and_trained_for(child: Child) -> None:
    marcus, ap, denise = "his case manager", "the principal", personas()["denise"]
    for kind in ("do", "may", "never", "ask"):
        child.fill(
            marcus, f"guidance.{kind}", f"{child.page}guidance/", kind=kind, audience="everybody", period="all_day",
            whom="case_manager",
        )  # fmt: skip
    training = f"{child.page}training/"
    child.fill(marcus, "requirement", f"{training}requirements/", competency="plan_training", period="P1")
    begun = child.fill(
        marcus, "training", f"{training}begin/", trainee=str(denise.id), competency="plan_training",
        behaviors=child.several("training.behavior", 3),
    )  # fmt: skip
    child.things["training"] = begun.split("/")[2]
    for number in (1, 2):
        child.fill(
            ap, f"override.{number}", f"{training}overrides/for/{denise.id}/", competency="plan_training",
            ends_on="11/10/2026",
        )  # fmt: skip
        if number == 1:
            ended = f"{training}overrides/{the('scope_override', 'why', child.words('override.1.why'))}/end/"
            child.fill(ap, "override.ended", ended)
    for number in (1, 2):
        child.fill(
            ap, f"certificate.{number}", f"/training/adults/{denise.id}/", competency="plan_training",
            student=str(child.id), issued_on="10/01/2026", expires_on="05/01/2027",
        )  # fmt: skip
    first = the("scope_certificate", "issuer", child.words("certificate.1.issuer"))
    child.fill(ap, "certificate.ended", f"/training/certificates/{first}/end/")


def _is_observed(child: Child) -> None:
    """By Denise's tablet: a count, a concern with more words, and an item that cannot be read."""
    by = child.tablets["his paraprofessional's tablet"] = set_up("denise", "her tablet")
    child.tablets["a tablet of others"] = set_up("kim", "another tablet")
    version = child.things["version"]
    seen = {"plan_version": version, "session": str(uuid4()), "session_started_at": by.at.isoformat()}
    by.item(
        "capture",
        {"student": str(child.id), "measure": f"m-{GOAL}", "late": False, "value": {"count": 3}, **seen},
    )
    said = {"student": str(child.id), "about": "two_things", "plan_version": version, "line": LINE}
    concern = by.item("concern", {**said, "words": child.words("tablet.concern.words")})
    more = {"student": str(child.id), "about": "more", "adds_to": concern["id"]}
    by.item("concern", {**more, "words": child.words("tablet.more.words")})
    assert {each["reason"] for each in by.verdicts()} == {None}
    assert by.send([{"id": "none", "said": child.words("tablet.unreadable")}]).status_code == 200
    child.fill(
        "his paraprofessional", "concern", f"{child.page}concerns/raise/", about="two_things", line=LINE,
    )  # fmt: skip
    at = f"/concerns/{concern['id']}/"
    child.things["concern"] = str(concern["id"])
    child.fill("his case manager", "answer", at, kind="do", changed="plan_line:before-1", text="", because="")
    child.fill("his paraprofessional", "again", at)


def _is_amended(child: Child) -> None:
    """A draft signed, two decisions on the evidence, and a draft that stays open."""
    who, decide = "his case manager", f"{child.page}goals/{GOAL}/decide/"
    marcus = child.browsers[who]
    at = sent(marcus, f"{child.page}drafts/", {})
    _drafts(child, "draft", at)
    hashed = re.search(r'name="hash" value="(\w+)"', marcus.get(f"{at}sign/").content.decode())
    assert hashed is not None
    sent(marcus, f"{at}sign/", {"hash": hashed[1]})
    support = {"choice": "change_support", "support_kind": "before", "support_instead": ""}
    child.fill(who, "decision.support", decide, **support)
    goal = {"choice": "change_goal", "label": "", "schedule": ""}
    empty = dict.fromkeys(("support_text", "support_because", "support_instead"), "")
    child.fill(who, "decision.goal", decide, **goal, **empty)
    at = sent(marcus, f"{child.page}drafts/", {})  # leads to the one that was opened
    child.things["draft"] = at.split("/")[2]
    _drafts(child, "open_draft", at)
    child.fill(who, "dated_note", f"{child.page}goals/{GOAL}/graph/", kind="note", day="10/20/2026")


def _drafts(child: Child, label: str, at: str) -> None:
    """A goal, a line of the card and the agreement, as Marcus writes them."""
    child.fill(
        "his case manager", f"{label}.goal", f"{at}goals/new/", method="count", direction="increase",
        comparator="at_least", criterion_value="3", by="02/12/2027", baseline_value="1", baseline_n="3",
        baseline_day="10/16/2026", collectors=["paraprofessional"], rule="four_point",
        examples=child.several(f"{label}.goal.example", 2),
        non_examples=child.several(f"{label}.goal.non_example", 2),
    )  # fmt: skip
    child.fill(
        "his case manager", f"{label}.line", f"{at}card/new/", kind="teach", instead="", needs="",
    )  # fmt: skip
    child.fill(
        "his case manager",
        f"{label}.agreed",
        f"{at}agreement/",
        how="without_meeting",
        agreed_on="10/19/2026",
    )


def _is_spoken_of(child: Child) -> None:
    """To others: a report, the register of disclosures, a rescued form, a file."""
    marcus = "his case manager"
    given = PERIOD | {"start": "2026-09-01", "action": "issue", "recipient": "other"}
    given |= {f"no_data_{number}": "NO_OPPORTUNITY" for number in (1, 2)}
    issued = child.fill(marcus, "report", f"/documents{child.page}report/", **given)
    child.things["document"] = issued.split("/")[2]
    register = f"{child.page}disclosures/new/"
    threat = {"basis": "emergency", "outcome": "disclosed", "told_onward": "on", "consent_on": ""}
    child.fill(marcus, "disclosure", register, day="10/19/2026", **threat)
    entry = the("scope_disclosure", "party", child.words("disclosure.party"))
    child.fill(marcus, "corrected", f"{child.page}disclosures/{entry}/correct/")
    mine = Account.objects.get(username="marcus").id
    kept = {"text": [child.words("rescued.text")]}
    within(lambda: keep(mine, f"{child.page}team-notes/", child.page, kept, "session", NOON))


def _is_in_an_emergency(child: Child) -> None:
    """Claimed twice: one claim is over and reviewed, the other runs."""
    osei = "whoever claimed an emergency"
    for number in (1, 2):
        claim = child.fill(
            osei, f"claim.{number}", "/emergency/", number=child.words("student.number"), name="", grade="",
            kind="medical", reason=f"{child.words(f'claim.{number}.reason')} and nobody else is here.",
        ).split("/")[2]  # fmt: skip
        if number == 1:
            sent(child.browsers[osei], f"/emergency/{claim}/end/", {})
            words = f"{child.words('review.words')}, as it had to be."
            child.fill(
                "the privacy officer",
                "review",
                f"/emergency/{claim}/review/",
                outcome="justified",
                words=words,
            )
        child.things[f"claim.{number}"] = claim


def _is_carried_out_of_the_house(child: Child, elsewhere: UUID) -> None:
    """By programs and by cards of substitutes: for the child's school and adults, and for others."""
    director = as_actor(personas()["director"])
    for who, school in (("a program", child.school), ("a program of another school", elsewhere)):
        place = School.objects.get(id=school)
        account = machines.make(director, place, "Warehouse", "Nightly copy", ["plan.read"])
        token = machines.give_token(director, account, director.now + timedelta(days=30))
        child.browsers[who] = Client(headers={"authorization": f"Bearer {token}"})
    for who, absent in (("a phone in her place", "denise"), ("a phone in another's place", "kim")):
        card, secret = card_made(place_of=absent)
        child.browsers[who] = phone(secret)
        child.things[f"card of {absent}"] = str(card.id)
