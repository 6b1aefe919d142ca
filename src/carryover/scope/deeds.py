"""What the journal's codes mean to a family: each act as something that somebody did, and to what end. Pure.

A code without words here is shown as it stands and fails a test: whoever journals a new act says what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carryover.scope.policy import relations

Words = str | Promise

KINDS: Mapping[str, Words] = {
    "look": gettext_lazy("Looked"),
    "record": gettext_lazy("Recorded what was seen"),
    "change": gettext_lazy("Changed something"),
    "sign": gettext_lazy("Signed or decided"),
    "paper": gettext_lazy("Printed, copied or exported"),
    "sealed": gettext_lazy("Sealed notes"),
    "emergency": gettext_lazy("Emergencies"),
    "access": gettext_lazy("The record of access itself"),
}
"""Kinds of deeds by which the record can be narrowed."""

PURPOSES: Mapping[str, Words] = {
    "carry_out": gettext_lazy("to carry out the plan"),
    "weigh": gettext_lazy("to weigh what was recorded"),
    "write": gettext_lazy("to write the plan"),
    "tell": gettext_lazy("to report to the family"),
    "keep": gettext_lazy("to keep the records"),
    "support": gettext_lazy("to support the student today"),
    "planning": gettext_lazy("to plan support or safety"),
    "health": gettext_lazy("to give care"),
    "duty": gettext_lazy("to fulfill a duty to report or to answer a court"),
    "handover": gettext_lazy("to hand the work over to a colleague"),
    "medical": gettext_lazy("an emergency: medical"),
    "safety": gettext_lazy("an emergency: safety"),
    "missing": gettext_lazy("an emergency: a missing child"),
    "other": gettext_lazy("an emergency of another kind"),
}
"""To what end somebody looked (34 CFR 300.614). The last four are kinds of emergencies."""
EMERGENCIES = ("medical", "safety", "missing", "other")
FOR_SEALED = ("support", "planning", "health", "duty", "handover")
"""What somebody may say who opens the reason of a sealed note."""

BY_RIGHT: Mapping[str, Words] = {
    "guardian_inspect": gettext_lazy("a parent's right to inspect"),
    "guardian_consent": gettext_lazy("a parent's right to consent"),
    "guardian_notice": gettext_lazy("a parent's right to notices"),
    "self": gettext_lazy("their own record"),
    "evaluator": gettext_lazy("an evaluation"),
    "auditor": gettext_lazy("an audit or review"),
    "privacy": gettext_lazy("watching over the records"),
    "break_glass": gettext_lazy("an emergency"),
    "service": gettext_lazy("what the school gave the program to do"),
}
"""Ends that follow from what somebody is to the student, whatever they did."""

CARDS_AND_TABLETS: Mapping[str, Words] = {
    "device": gettext_lazy("a tablet that the school enrolled"),
    "card": gettext_lazy("a card that was given for the day"),
    "key": gettext_lazy("a key that the school gave"),
}


@dataclass(frozen=True)
class Deed:
    """One kind of act: what was done, as a sentence goes on after a name; the kind; the usual end.

    An act without a usual end asks for one, which its entry states.
    """

    words: Words
    kind: str
    purpose: str = ""


def _look(words: Words, purpose: str) -> Deed:
    return Deed(words, "look", purpose)


DEEDS: Mapping[str, Deed] = {
    "student.read": _look(gettext_lazy("opened the student's page"), "carry_out"),
    "whom.read": _look(gettext_lazy("saw the student in the list of people"), "keep"),
    "student.find": _look(gettext_lazy("found the student by name or number"), "keep"),
    "caseload.read": _look(gettext_lazy("saw the student in the caseload"), "weigh"),
    "queue.read": _look(gettext_lazy("saw the student in the list of decisions"), "weigh"),
    "day.read": _look(gettext_lazy("saw the student in the day sheet"), "carry_out"),
    "card.read": _look(gettext_lazy("opened the card"), "carry_out"),
    "card.questions": _look(gettext_lazy("opened the three questions about the card"), "carry_out"),
    "card.confirm": Deed(gettext_lazy("confirmed that they read the card"), "record", "carry_out"),
    "certificates.read": _look(gettext_lazy("saw which certificates are for work with the student"), "keep"),
    "certificate.enter": Deed(
        gettext_lazy("entered a certificate for work with the student"), "change", "keep"
    ),
    "certificate.train": Deed(
        gettext_lazy("certified somebody for work with the student"), "sign", "carry_out"
    ),
    "certificate.end": Deed(gettext_lazy("ended a certificate for work with the student"), "change", "keep"),
    "concern.form": _look(gettext_lazy("opened the form for what does not fit"), "carry_out"),
    "concern.raise": Deed(gettext_lazy("said that something does not fit"), "change", "carry_out"),
    "concern.read": _look(gettext_lazy("opened what an adult raised"), "carry_out"),
    "concerns.read": _look(gettext_lazy("saw what adults raised"), "carry_out"),
    "guidance.read": _look(gettext_lazy("opened the written guidance"), "carry_out"),
    "guidance.write": Deed(gettext_lazy("wrote guidance for the adults"), "change", "write"),
    "readers.read": _look(gettext_lazy("saw who has read the card"), "keep"),
    "plan.draft.care": Deed(gettext_lazy("changed the personal care in the draft"), "change", "write"),
    "plan.draft.line": Deed(gettext_lazy("changed a line of the card in the draft"), "change", "write"),
    "requirement.set": Deed(gettext_lazy("said what adults must be trained in"), "change", "keep"),
    "requirement.end": Deed(gettext_lazy("ended what adults must be trained in"), "change", "keep"),
    "competence.override": Deed(gettext_lazy("let an adult work untrained for a time"), "change", "keep"),
    "override.end": Deed(gettext_lazy("ended such an exception"), "change", "keep"),
    "training.begin": Deed(gettext_lazy("began to train an adult"), "change", "carry_out"),
    "training.read": _look(gettext_lazy("saw who is trained to work with the student"), "keep"),
    "training.set_aside": Deed(gettext_lazy("set a training aside"), "change", "carry_out"),
    "training.sign": Deed(gettext_lazy("signed off a training"), "sign", "carry_out"),
    "training.instruct": Deed(gettext_lazy("explained a skill in a training"), "change", "carry_out"),
    "training.model": Deed(gettext_lazy("showed a skill in a training"), "change", "carry_out"),
    "training.rehearse": Deed(gettext_lazy("rehearsed a skill in a training"), "change", "carry_out"),
    "training.observe": Deed(gettext_lazy("observed a skill in a training"), "change", "carry_out"),
    "training.step.take_back": Deed(gettext_lazy("took back a step of a training"), "change", "carry_out"),
    "wallet.read": _look(gettext_lazy("looked at their own training"), "carry_out"),
    "graph.read": _look(gettext_lazy("opened the graph"), "weigh"),
    "graph.export": Deed(gettext_lazy("exported the numbers of the graph"), "paper", "weigh"),
    "note.write": Deed(gettext_lazy("wrote a note for the graph"), "change", "weigh"),
    "note.put": Deed(gettext_lazy("put a note on the graph"), "change", "weigh"),
    "note.take_back": Deed(gettext_lazy("took a note off the graph"), "change", "weigh"),
    "observations.receive": Deed(gettext_lazy("sent what was recorded"), "record", "carry_out"),
    "decision.make": Deed(gettext_lazy("recorded a decision"), "sign", "weigh"),
    "plan.read": _look(gettext_lazy("opened the plan"), "write"),
    "draft.read": _look(gettext_lazy("opened the draft"), "write"),
    "plan.draft": Deed(gettext_lazy("began a draft"), "change", "write"),
    "plan.draft.goal": Deed(gettext_lazy("changed a goal in the draft"), "change", "write"),
    "plan.draft.agreement": Deed(gettext_lazy("wrote down the agreement in the draft"), "change", "write"),
    "plan.draft.set_aside": Deed(gettext_lazy("set the draft aside"), "change", "write"),
    "plan.sign": Deed(gettext_lazy("signed a version of the plan"), "sign", "write"),
    "report.prepare": _look(gettext_lazy("prepared the progress report"), "tell"),
    "report.draft": Deed(gettext_lazy("printed a draft of the progress report"), "paper", "tell"),
    "report.issue": Deed(gettext_lazy("issued the progress report"), "paper", "tell"),
    "document.keep": Deed(gettext_lazy("kept the signed plan as a document"), "paper", "keep"),
    "document.read": Deed(gettext_lazy("opened an issued document"), "look", "tell"),
    "document.about": _look(gettext_lazy("looked at what an issued document is"), "tell"),
    "document.list": _look(gettext_lazy("saw the list of issued documents"), "tell"),
    "data_sheet.print": Deed(gettext_lazy("printed a blank data sheet"), "paper", "carry_out"),
    "access.list": _look(gettext_lazy("saw the list of everybody who may see the student"), "keep"),
    "students.read": _look(gettext_lazy("saw the student in the list of the school"), "keep"),
    "student.alike": _look(gettext_lazy("was told that the student may be the one being entered"), "keep"),
    "student.enter": Deed(gettext_lazy("entered the student"), "change", "keep"),
    "student.change": Deed(gettext_lazy("changed the name, the number or the birth date"), "change", "keep"),
    "student.grade": Deed(gettext_lazy("changed the grade"), "change", "keep"),
    "student.move": Deed(gettext_lazy("moved the student to another school"), "change", "keep"),
    "student.leave": Deed(gettext_lazy("ended the enrollment"), "change", "keep"),
    "team.read": _look(gettext_lazy("saw who works with the student"), "keep"),
    "case_manager.change": Deed(gettext_lazy("named the case manager"), "change", "keep"),
    "assignment.make": Deed(gettext_lazy("assigned somebody to the student"), "change", "keep"),
    "assignment.end": Deed(gettext_lazy("ended somebody's assignment to the student"), "change", "keep"),
    "caseload.hand_over": Deed(gettext_lazy("handed the student over to a colleague"), "change", "handover"),
    "class.read": _look(gettext_lazy("saw the student in the list of a class"), "keep"),
    "class.enter": Deed(gettext_lazy("made a class with the student"), "change", "keep"),
    "class.change": Deed(gettext_lazy("changed a class of the student"), "change", "keep"),
    "class.join": Deed(gettext_lazy("put the student into a class"), "change", "keep"),
    "class.leave": Deed(gettext_lazy("took the student out of a class"), "change", "keep"),
    "family.read": _look(gettext_lazy("opened the page of the family"), "keep"),
    "guardian.enter": Deed(gettext_lazy("entered a parent or guardian"), "change", "keep"),
    "guardian.change": Deed(gettext_lazy("changed what is known of a parent or guardian"), "change", "keep"),
    "guardian.end": Deed(gettext_lazy("ended what a parent or guardian is to the student"), "change", "keep"),
    "guardian.let_in": Deed(gettext_lazy("gave a parent or guardian an account"), "change", "keep"),
    "learner.let_in": Deed(gettext_lazy("gave the student an account"), "change", "keep"),
    "order.enter": Deed(gettext_lazy("entered a paper that changes a parent's rights"), "change", "keep"),
    "order.end": Deed(gettext_lazy("ended a paper that changes a parent's rights"), "change", "keep"),
    "roster.dry_run": _look(gettext_lazy("compared a list with the records"), "keep"),
    "roster.import": Deed(gettext_lazy("entered or changed the student from a list"), "change", "keep"),
    "substitute.prepare": _look(gettext_lazy("prepared a card for a substitute"), "handover"),
    "substitute.issue": Deed(gettext_lazy("made a card for a substitute"), "paper", "handover"),
    "substitute.print": Deed(gettext_lazy("printed a card for a substitute"), "paper", "handover"),
    "substitute.read": _look(gettext_lazy("opened the card for a substitute"), "carry_out"),
    "substitute.acknowledge": _look(gettext_lazy("said that the card was read"), "carry_out"),
    "team.note.read": _look(gettext_lazy("opened the notes to the team"), "carry_out"),
    "team.note.write": Deed(gettext_lazy("wrote a note to the team"), "change", "carry_out"),
    "access.read": Deed(gettext_lazy("read this record of access"), "access", "keep"),
    "access.export": Deed(gettext_lazy("made a copy of this record of access"), "access", "keep"),
    "disclosure.record": Deed(gettext_lazy("wrote into the register of disclosures"), "access", "keep"),
    "glass.break": Deed(gettext_lazy("claimed an emergency"), "emergency"),
    "glass.list": Deed(gettext_lazy("saw a claim of an emergency in a list"), "emergency", "keep"),
    "glass.read": Deed(gettext_lazy("opened the page of an emergency"), "emergency"),
    "glass.end": Deed(gettext_lazy("ended the access of an emergency"), "emergency"),
    "glass.review": Deed(gettext_lazy("reviewed a claim of an emergency"), "emergency", "keep"),
    "sealed.list": Deed(gettext_lazy("saw the list of sealed notes"), "sealed", "carry_out"),
    "sealed.read": Deed(gettext_lazy("opened a sealed note"), "sealed"),
    "sealed.write": Deed(gettext_lazy("wrote a sealed note"), "sealed", "carry_out"),
}
"""Every act that is journaled about a student."""

COMPARTMENTS: Mapping[str, Words] = {
    "counseling": gettext_lazy("counseling"),
    "protection": gettext_lazy("protection"),
    "health": gettext_lazy("health"),
}


def deed_words(act: str, compartment: str = "") -> str:
    """What was done, in words; with the compartment of a sealed note where the reader may know it."""
    deed = DEEDS.get(act)
    words = str(deed.words) if deed else _("did what this version has no words for: %(act)s") % {"act": act}
    return f"{words} ({COMPARTMENTS[compartment]})" if compartment in COMPARTMENTS else words


def right_words(right: str) -> str:
    """By what right, as the policy table says what each relation means."""
    relation = relations().get(right)
    if relation is not None:
        return _(relation.means)
    if right.startswith("job:"):
        return _("finishes what an act asked for")
    return str(CARDS_AND_TABLETS.get(right, ""))


def purpose_words(right: str, act: str, stated: str = "") -> str:
    """To what end: as it was stated where the act asks for that, or as it follows from the right or the act."""
    deed = DEEDS.get(act)
    usual = deed.purpose if deed else ""
    if deed and not usual and stated in PURPOSES:
        return str(PURPOSES[stated])
    if right in BY_RIGHT:
        return str(BY_RIGHT[right])
    return str(PURPOSES[usual]) if usual else ""


def acts_of(kind: str) -> list[str]:
    """The codes of the acts of a kind."""
    return [act for act, deed in DEEDS.items() if deed.kind == kind]
