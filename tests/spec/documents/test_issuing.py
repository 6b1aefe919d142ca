"""Issuing and keeping: who may, what is stored, what is never stored twice, and what row security lets a job see."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from carryover.documents.acts import content_hash, issue_report
from carryover.documents.assemble import Said
from carryover.documents.compose import progress_report, recipients
from carryover.documents.jobs import keep
from carryover.documents.models import Issued
from carryover.documents.period import proposed
from carryover.documents.progress import ProgressReport
from carryover.documents.queries import Facts, issued, kept, report_facts
from carryover.journal.enqueue import enqueue
from carryover.journal.models import Entry
from carryover.plans.models import PlanVersion
from carryover.plans.queries import versions
from carryover.roster.models import Account
from carryover.scope.actors import Actor, enter
from carryover.scope.queries import students_for
from carryover.terms import Refused
from spec.demo.evidence import NOON, TODAY, signed_in, student

pytestmark = pytest.mark.django_db


@pytest.fixture
def jaylen() -> UUID:
    signed_in("marcus")
    return student("Jaylen", "Tucker").id


@pytest.fixture
def marcus(jaylen: UUID) -> Actor:
    return signed_in("marcus")


@pytest.fixture
def facts(marcus: Actor, jaylen: UUID) -> Facts:
    found = report_facts(marcus, jaylen)
    assert found is not None
    return found


def composed(actor: Actor, facts: Facts, said: Said) -> ProgressReport:
    when = proposed(facts.calendar, facts.plan.starts, actor.today)
    return progress_report(actor, facts, when, recipients(facts)[0], dict.fromkeys(range(1, 9), said))


def text_of(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).split())


def test_an_issued_report_is_stored_with_the_hash_of_its_values_and_journaled(
    marcus: Actor, facts: Facts
) -> None:
    value = composed(marcus, facts, Said(change="Two break cards, one on each desk."))
    row = issue_report(marcus, facts.version, value)
    stored = Issued.objects.get(id=row.id)
    assert bytes(stored.pdf).startswith(b"%PDF")
    assert stored.content_hash == content_hash(value)
    assert (stored.kind, stored.plan_version, stored.issued_by) == ("report", facts.version, marcus.adult)
    entry = Entry.objects.get(act="report.issue", thing_id=str(row.id))
    assert (entry.right, entry.student_ids) == ("case_manager", [facts.student.id])
    assert entry.detail["pdf"] == sha256(bytes(stored.pdf)).hexdigest()
    assert "Two break cards" not in str(entry.detail)


def test_the_same_values_have_the_same_hash_and_other_words_another(marcus: Actor, facts: Facts) -> None:
    one, twin = (composed(marcus, facts, Said(change="A second card.")) for _ in range(2))
    assert content_hash(one) == content_hash(twin)
    assert content_hash(one) != content_hash(composed(marcus, facts, Said(change="A third card.")))


def test_a_blocked_report_is_refused_and_nothing_is_stored(marcus: Actor, facts: Facts) -> None:
    with pytest.raises(Refused, match="say what we change"):
        issue_report(marcus, facts.version, composed(marcus, facts, Said()))
    assert not Issued.objects.filter(kind="report").exists()


def test_denise_may_not_issue_and_is_told_whom_to_ask(marcus: Actor, facts: Facts) -> None:
    value = composed(marcus, facts, Said(change="A second card."))
    with pytest.raises(Refused) as refused:
        issue_report(signed_in("denise"), facts.version, value)
    assert "Marcus Reyes" in refused.value.refusal.who_can
    assert refused.value.refusal.why


def test_what_is_issued_can_neither_be_changed_nor_deleted(marcus: Actor, facts: Facts) -> None:
    row = issue_report(marcus, facts.version, composed(marcus, facts, Said(change="A second card.")))
    with pytest.raises(DatabaseError), transaction.atomic():
        Issued.objects.filter(id=row.id).update(kind="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        Issued.objects.filter(id=row.id).delete()


def test_the_report_tells_the_numbers_of_the_graph_and_the_decision(marcus: Actor, facts: Facts) -> None:
    value = composed(marcus, facts, Said(change="A second card."))
    told = text_of(bytes(issue_report(marcus, facts.version, value).pdf))
    for goal, reported in zip(value.goals, facts.goals, strict=True):
        inside = [p for p in reported.evidence.series.points if value.period.includes(p.day)]
        assert [row.day for row in goal.rows if row.state.has_value] == [
            p.day for p in inside if p.value is not None
        ]
        assert goal.graph is not None and goal.graph[0].startswith("<svg")
        assert goal.label in told
    assert "Change the support" in told
    assert "Decided by Marcus Reyes" in told


class TestTheSignedPlanIsKept:
    """The job that follows a signature."""

    @pytest.fixture
    def version(self, marcus: Actor, jaylen: UUID) -> PlanVersion:
        return versions(marcus, jaylen)[-1]

    def job(self, version: PlanVersion) -> str | None:
        return keep.func(str(version.id), str(version.signed_by_id), version.signed_at.isoformat())

    def test_nobody_has_entered_and_the_job_still_sees_the_version(self, version: PlanVersion) -> None:
        enter(None, None, TODAY, NOON)
        assert not PlanVersion.objects.exists()
        made = self.job(version)
        marcus = signed_in("marcus")
        row = kept(marcus, version.id)
        assert row is not None and str(row.id) == made
        assert row.content_hash == version.content_hash
        told = text_of(bytes(row.pdf))
        assert "Signed plan for Jaylen T." in told and version.content_hash in told and "Marcus Reyes" in told

    def test_running_it_again_keeps_what_is_kept(self, version: PlanVersion) -> None:
        first, second = self.job(version), self.job(version)
        assert first == second
        signed_in("marcus")
        assert Issued.objects.filter(plan_version=version, kind="signed_plan").count() == 1

    def test_the_journal_names_the_job_and_its_right(self, version: PlanVersion) -> None:
        made = self.job(version)
        entry = Entry.objects.get(act="document.keep", thing_id=made)
        assert (entry.actor_kind, entry.actor_id, entry.right) == (
            "job",
            None,
            "job:documents.keep_signed_plan",
        )

    def test_a_version_that_does_not_exist_keeps_nothing(self, version: PlanVersion) -> None:
        assert keep.func(str(uuid4()), str(version.signed_by_id), version.signed_at.isoformat()) is None

    def test_a_job_asked_for_in_an_act_that_fails_is_never_asked_for(self, version: PlanVersion) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            enqueue("documents.keep_signed_plan", version=str(version.id), signer="x", at="y")
            assert waiting("documents.keep_signed_plan") == 1
            raise RuntimeError
        assert waiting("documents.keep_signed_plan") == 0


def waiting(name: str) -> int:
    """How many jobs of this name lie in the queue."""
    return ProcrastinateJob.objects.filter(task_name=name).count()


class TestReadingWhatIsStored:
    @pytest.fixture
    def row(self, marcus: Actor, facts: Facts) -> Issued:
        return issue_report(marcus, facts.version, composed(marcus, facts, Said(change="A second card.")))

    def client(self, username: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=username))
        return client

    def test_the_stored_bytes_come_back_under_an_opaque_name_and_are_not_cached(self, row: Issued) -> None:
        answer = self.client("marcus").get(f"/documents/{row.id}/?download")
        assert sha256(answer.content).digest() == sha256(bytes(row.pdf)).digest()
        assert answer["Content-Disposition"] == f'attachment; filename="report-{row.id}.pdf"'
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert Entry.objects.filter(act="document.read", thing_id=str(row.id)).count() == 1

    def test_denise_is_refused_with_the_reason(self, row: Issued) -> None:
        answer = self.client("denise").get(f"/documents/{row.id}/")
        assert answer.status_code == 403
        assert "Marcus Reyes" in answer.content.decode()

    def test_to_somebody_who_does_not_know_the_student_it_does_not_exist(
        self, row: Issued, jaylen: UUID
    ) -> None:
        stranger = next(
            each.username
            for each in Account.objects.filter(adult__isnull=False)
            if not_known(each.username, jaylen)
        )
        client = self.client(stranger)
        signed_in(stranger)
        for address in (f"/documents/{row.id}/", f"/documents/{row.id}/about/"):
            assert client.get(address).status_code == 404
        missing = client.get(f"/documents/students/{uuid4()}/report/")
        unrelated = client.get(f"/documents/students/{jaylen}/report/")
        assert (missing.status_code, unrelated.status_code) == (404, 404)
        assert issued(signed_in(stranger), row.id) is None


def not_known(username: str, student: UUID) -> bool:
    """Whether this persona has nothing to do with the student."""
    return not students_for(signed_in(username), "day.read").filter(id=student).exists()
