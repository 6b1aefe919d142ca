"""Marcus reports to Jaylen's family: he looks, is told what is missing, mends it, issues, and the paper says it all."""

from __future__ import annotations

import re
from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from carryover.documents.models import Issued
from carryover.journal.models import Entry
from carryover.roster.models import Account
from spec.demo.evidence import signed_in, student

pytestmark = pytest.mark.django_db
PERIOD = {"start": "2026-08-17", "end": "2026-10-20", "next_report": "2027-01-15", "recipient": "guardian-1"}
CHANGES = {
    "change_2": "He is called on within a minute of a raised hand.",
    "change_3": "The writing task is cut into two parts of eight minutes.",
}
CHANGE = "From Monday a second break card lies on the carpet, and every adult honors it within five seconds."


@pytest.fixture
def marcus() -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="marcus"))
    return client


@pytest.fixture
def jaylen() -> UUID:
    signed_in("marcus")
    return student("Jaylen", "Tucker").id


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_from_the_form_to_the_paper(marcus: Client, jaylen: UUID) -> None:
    address = f"/documents/students/{jaylen}/report/"

    page = marcus.get(address).content.decode()
    assert 'value="2026-10-20"' in page and "Faye Tucker, mother" in page
    assert "Needed" in page and "say what we change" in page

    refused = marcus.post(address, PERIOD | {"action": "issue"})
    told = refused.content.decode()
    assert refused.status_code == 422
    assert 'href="#id_change_1"' in told and "Progress is insufficient: say what we change." in told
    assert not Issued.objects.filter(kind="report").exists()

    mended = marcus.post(f"{address}check/", PERIOD | CHANGES | {"change_1": CHANGE}).content.decode()
    assert "Nothing is missing" in mended and "<html" not in mended

    draft = marcus.post(address, PERIOD | {"action": "draft"})
    assert draft["Content-Type"] == "application/pdf" and "DRAFT" in text_of(draft.content)

    issued = marcus.post(address, PERIOD | CHANGES | {"action": "issue", "change_1": CHANGE})
    assert issued.status_code == 302
    about = marcus.get(issued["Location"]).content.decode()
    assert "The report is issued and kept." in about
    link = re.search(r'href="(/documents/[0-9a-f-]{36}/)"', about)
    assert link is not None
    answer = marcus.get(link.group(1))
    told = text_of(answer.content)
    assert "Tucker" not in answer["Content-Disposition"]
    assert "Reporting period Mon Aug 17, 2026 to Tue Oct 20, 2026" in told
    assert "Faye Tucker, mother" in told and CHANGE in told
    assert "Progress is not sufficient to meet the goal by Thu Jun 3, 2027." in told
    assert "Change the support" in told and "Decided by Marcus Reyes" in told
    assert "Not collected" in told and "median of the last 5 points, n = 5" in told
    assert "DRAFT" not in told

    assert "Issued before" in (again := marcus.get(address).content.decode()) and "Marcus Reyes" in again
    acts = set(Entry.objects.filter(student_ids__contains=[jaylen]).values_list("act", flat=True))
    assert {"report.prepare", "report.draft", "report.issue", "document.about", "document.read"} <= acts


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"end": "2026-08-01"}, "comes before the first"),
        ({"end": "2026-10-21"}, "has not come yet"),
        ({"start": "2020-01-01"}, "at most a year"),
        ({"start": "whenever"}, "Enter the first day"),
        ({"next_report": "2026-10-20"}, "comes after this one"),
        ({"recipient": "nobody"}, "nobody"),
        ({"recipient": "other"}, "Enter the name"),
        ({"progress_1": "excellent"}, "excellent"),
        ({"change_1": "x" * 2001}, "2000"),
    ],
)
def test_a_field_that_cannot_be_right_says_what_to_do(
    marcus: Client, jaylen: UUID, wrong: dict[str, str], words: str
) -> None:
    answer = marcus.post(f"/documents/students/{jaylen}/report/", PERIOD | {"action": "issue"} | wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert marcus.post(f"/documents/students/{jaylen}/report/check/", PERIOD | wrong).status_code == 200


def test_a_period_without_a_value_asks_for_the_reason(marcus: Client, jaylen: UUID) -> None:
    empty = PERIOD | {"start": "2026-10-20", "end": "2026-10-20", "action": "issue"}
    told = marcus.post(f"/documents/students/{jaylen}/report/", empty).content.decode()
    assert "No value was recorded in this period: choose the reason." in told
    reasons = {f"no_data_{n}": "NO_OPPORTUNITY" for n in (1, 2, 3)}
    answer = marcus.post(f"/documents/students/{jaylen}/report/", empty | reasons | {"change_1": CHANGE})
    assert answer.status_code == 422, "sufficient on no points is not printed"
    judged = {f"progress_{n}": "too_few" for n in (1, 2, 3)}
    answer = marcus.post(f"/documents/students/{jaylen}/report/", empty | reasons | judged)
    assert answer.status_code == 302


def test_what_marcus_types_is_only_ever_text(marcus: Client, jaylen: UUID) -> None:
    nasty = CHANGE + ' #read("/etc/passwd") <script>alert(1)</script>'
    sent = PERIOD | CHANGES | {"action": "issue", "change_1": nasty, "progress_1": ""}
    marcus.post(f"/documents/students/{jaylen}/report/", sent)
    told = text_of(bytes(Issued.objects.get(kind="report").pdf))
    assert '#read("/etc/passwd")' in told
    again = marcus.post(
        f"/documents/students/{jaylen}/report/", sent | {"recipient": "other"}
    ).content.decode()
    assert "<script>alert" not in again


def test_denise_cannot_open_the_form_and_prints_her_data_sheets(jaylen: UUID) -> None:
    denise = Client()
    denise.force_login(Account.objects.get(username="denise"))
    for answer in (
        denise.get(f"/documents/students/{jaylen}/report/"),
        denise.post(f"/documents/students/{jaylen}/report/", PERIOD | {"action": "issue"}),
        denise.post(f"/documents/students/{jaylen}/report/check/", PERIOD),
    ):
        assert answer.status_code == 403 and "Marcus Reyes" in answer.content.decode()
    one = text_of(denise.get(f"/documents/data-sheet/{jaylen}/").content)
    assert "Data sheet for Tue Oct 20, 2026" in one and "J.T." in one and "Asks for a break" in one
    assert "Tucker" not in one
    everybody = text_of(denise.get("/documents/data-sheets/").content)
    assert "J.T." in everybody and "A.O." in everybody
