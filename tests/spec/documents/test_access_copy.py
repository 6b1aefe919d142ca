"""The family's copy of the record of access: what the law asks for first, in their language, and nothing runs in it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.documents import access
from carryover.documents.access import AccessRecord, plain
from carryover.journal.acts import record
from carryover.journal.models import Entry
from carryover.scope.disclosing import Told, write_down
from carryover.scope.looked import Line, Visit
from spec.documents import looked_at
from spec.scope.world import NOON, acting, browser, pupil


@pytest.fixture
def access_record() -> AccessRecord:
    """Jaylen's."""
    return looked_at.example()


def words(pdf: bytes) -> str:
    """What a reader of the PDF reads, on one line."""
    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


class TestOnPaper:
    def test_the_same_record_gives_the_same_bytes(self, access_record: AccessRecord) -> None:
        assert access.render(access_record) == access.render(access_record)

    def test_it_says_what_it_is_then_the_register_then_the_looks(self, access_record: AccessRecord) -> None:
        told = words(access.render(access_record))
        places = [
            told.index(part)
            for part in (
                "Record of access of Jaylen T.", "What this is", "The law asks the school", "1. Asked for by others",
                "Tue Sep 29, 2026: given", "He ran toward the road.", "2. Looks and changes", "Denise Walker",
                "opened the card, 38 times", "is assigned to the student, by period",
            )
        ]  # fmt: skip
        assert places == sorted(places)
        assert "Emergency" in told
        assert "34 CFR 300.614" in told

    def test_without_looks_by_staff_it_says_so(self, access_record: AccessRecord) -> None:
        told = words(access.render(replace(access_record, staff=False, visits=())))
        assert "This district does not list looks by staff in copies for families." in told
        assert "every look by the school" not in told

    def test_in_spanish_it_is_spanish_and_says_so_to_a_reader(self, access_record: AccessRecord) -> None:
        pdf = access.render(replace(access_record, language="es"))
        told = words(pdf)
        assert "Registro de acceso de Jaylen T." in told
        assert "página 1 de" in told
        assert "The law asks" not in told
        assert str(pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"]).startswith("es")

    def test_a_long_record_keeps_its_headers(self, access_record: AccessRecord) -> None:
        visit = access_record.visits[0]
        many = tuple(replace(visit, day=date(2026, 10, 19) - timedelta(n // 4)) for n in range(240))
        pdf = access.render(replace(access_record, visits=many))
        assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) > 8

    def test_hostile_text_is_only_text(self, access_record: AccessRecord) -> None:
        hostile = '#read("/etc/passwd") $x$ <script> *bold* \\ \u202e \x07'
        line = Line(hostile, 1, access_record.made_at, access_record.made_at, hostile)
        visit = Visit(date(2026, 10, 19), access_record.visits[0].who, hostile, False, (line,))
        assert "#read(" in words(access.render(replace(access_record, visits=(visit,), made_by=hostile)))


class TestTheSpreadsheet:
    @pytest.mark.parametrize(
        "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "|calc", "%0A=1"]
    )
    def test_what_would_run_begins_with_an_apostrophe(self, cell: str) -> None:
        assert plain(cell) == f"'{cell}"

    @pytest.mark.parametrize("cell", ["", "Denise Walker", "10:05", "2026-10-20", "a=b", "34 CFR 99.32"])
    def test_what_would_not_is_left_alone(self, cell: str) -> None:
        assert plain(cell) == cell

    @given(st.text(max_size=30))
    def test_no_cell_begins_as_a_formula(self, text: str) -> None:
        assert plain(text).lstrip()[:1] not in ("=", "+", "-", "@") or plain(text) == text == ""

    def test_every_row_has_a_cell_for_every_header(self, access_record: AccessRecord) -> None:
        rows = list(csv.reader(io.StringIO(access.spreadsheet(access_record, ()))))
        assert [len(row) for row in rows] == [9, 9]
        assert rows[1][:6] == [
            "register", "2026-09-29", "", "Carol Simms", "Cedar County Crisis Team", "The card (given)",
        ]  # fmt: skip


EVERYTHING = {"since": "", "until": "", "language": "en", "as": "csv"}


@pytest.mark.django_db
class TestOnTheScreen:
    @pytest.fixture
    def mateo(self) -> UUID:
        """Lucía's child, on Marcus' caseload."""
        return pupil("Mateo", "Herrera")

    def copy(self, username: str, student: UUID, **sent: str) -> str:
        answer = browser(username).post(f"/documents/students/{student}/access/", {**EVERYTHING, **sent})
        assert answer.status_code == 200, answer.content[:300]
        assert answer["Cache-Control"] == "no-store"
        assert f'filename="access-{student}.' in answer["Content-Disposition"]
        return words(answer.content) if sent.get("as") == "pdf" else answer.content.decode()

    def test_that_it_was_made_stands_in_the_record_and_in_the_copy(self, mateo: UUID) -> None:
        told = self.copy("marcus", mateo)
        assert "made a copy of this record of access" in told
        marcus = acting("marcus")
        entry = Entry.objects.filter(actor_id=marcus.id, act="access.export").latest("id")
        assert (entry.student_ids, entry.detail) == ([mateo], {"as": "csv"})

    def test_the_parent_makes_it_without_the_other_parents_looks(self, mateo: UUID) -> None:
        browser("carlos").get(f"/students/{mateo}/plan/")
        for form in ("csv", "pdf"):
            told = self.copy("lucia", mateo, **{"as": form})
            assert "Lakeside Reading Clinic" in told
            assert "Carlos" not in told
        asked = f"/students/{mateo}/looked/?since=&until="
        assert "Carlos Herrera" in browser("marcus").get(asked).content.decode()

    @pytest.mark.parametrize("as_what", ["pdf", "csv"])
    def test_the_school_makes_it_with_neither_parents_looks(self, mateo: UUID, as_what: str) -> None:
        for username in ("lucia", "carlos"):
            browser(username).get(f"/students/{mateo}/plan/")
        told = self.copy("marcus", mateo, **{"as": as_what})
        assert "Marcus Reyes" in told
        assert "Carlos Herrera" not in told and "Lucía Herrera" not in told

    def test_the_period_narrows_both_parts(self, mateo: UUID) -> None:
        told = self.copy("marcus", mateo, since="2026-10-20", until="2026-10-20")
        assert "Lakeside" not in told
        assert "2026-09" not in told

    def test_a_formula_typed_into_the_register_does_not_run(self, mateo: UUID) -> None:
        entry = Told(date(2026, 10, 19), "refused", '=HYPERLINK("http://x","y")', "@x", "-1", "+1")
        write_down(acting("marcus"), mateo, entry)
        rows = list(csv.reader(io.StringIO(self.copy("marcus", mateo))))
        assert ['\'=HYPERLINK("http://x","y")', "'@x", "'+1 (refused)"] in [row[3:6] for row in rows]
        assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@")]

    def test_a_thousand_looks_are_one_line_on_paper_and_a_row_each_in_the_file(self, mateo: UUID) -> None:
        denise = acting("denise")
        for n in range(1000):
            record(
                at=NOON - timedelta(seconds=n), actor=denise.key, right="assigned", act="card.read",
                thing=("student", mateo), students=[mateo],
            )  # fmt: skip
        assert "opened the card, 1000 times" in self.copy("marcus", mateo, **{"as": "pdf"})
        assert self.copy("marcus", mateo).count("opened the card") == 1000

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"since": "2026-10-20", "until": "2026-10-01"}, "The last day comes before the first"),
            ({"since": "someday"}, "Enter a date as month, day, year"),
            ({"language": "xx"}, "Choose one of these languages"),
            ({"language": ""}, "Choose the language"),
            ({"until": "9999-12-31"}, "No record reaches to that day"),
        ],
    )
    def test_what_cannot_be_is_told_and_no_copy_is_made(
        self, sent: dict[str, str], said: str, mateo: UUID
    ) -> None:
        answer = browser("marcus").post(f"/documents/students/{mateo}/access/", {**EVERYTHING, **sent})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        marcus = acting("marcus")
        assert not Entry.objects.filter(actor_id=marcus.id, act="access.export").exists()

    @pytest.mark.parametrize("username", ["denise", "nadia", "evaluator", "kim", "it"])
    def test_nobody_else_makes_one(self, username: str, mateo: UUID) -> None:
        answer = browser(username).post(f"/documents/students/{mateo}/access/", EVERYTHING)
        assert answer.status_code in (403, 404)

    def test_too_long_for_paper_is_a_plain_refusal(
        self, mateo: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(access, "MOST_LINES", 2)
        denise = acting("denise")
        for n in range(4):
            record(
                at=NOON - timedelta(days=n), actor=denise.key, right="assigned", act="card.read",
                thing=("student", mateo), students=[mateo],
            )  # fmt: skip
        answer = browser("marcus").post(f"/documents/students/{mateo}/access/", {**EVERYTHING, "as": "pdf"})
        assert answer.status_code == 403
        assert "You can choose a shorter period" in answer.content.decode()

    def test_a_copy_leaves_the_house_only_for_somebody_who_has_just_proved_who_they_are(
        self, mateo: UUID
    ) -> None:
        client = browser("marcus", just=False)
        for answer in (
            client.get(f"/documents/students/{mateo}/access/"),
            client.post(f"/documents/students/{mateo}/access/", EVERYTHING),
        ):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/confirm/")
