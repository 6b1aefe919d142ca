"""`carryover verify`: what it says, with which status, and what else it finds that was kept under a hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from pytest_django import Settings

from carryover.journal.sealing import seal_through
from carryover.journal.walk import Connection
from carryover.plans.content import content_hash, from_json
from carryover.site.connections import Databases
from carryover.site.home import CannotStart, Home
from carryover.site.verifying import main, proofs
from spec.journal.conftest import entered, settled

Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def sealed(scratch: Databases) -> None:
    """Some entries more than the demo's, sealed, and passed by the water."""
    with psycopg.connect("", autocommit=True, **scratch.keeper.dsn()) as keeper:
        for _ in range(20):
            entered(keeper)
        settled(keeper)


@pytest.fixture
def verify(
    sealed: None, scratch: Databases, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Run:  # fmt: skip
    """The command in the copy, with a data folder of its own: its status, and what it said."""
    settings.CONNECTIONS = scratch
    settings.HOME = Home(tmp_path / "home", tmp_path / "home" / "sockets")

    def run(*words: object) -> tuple[int, str]:
        status = main([str(word) for word in words])
        return status, capsys.readouterr().out

    return run


@pytest.fixture
def crime(scratch: Databases) -> Iterator[Connection]:
    """A superuser who commits, and whose crimes are taken back from a copy of the rows."""
    assert scratch.admin is not None
    tables = ("journal_entry", "journal_seal", "plans_planversion", "plans_signature", "documents_issued")
    tables += ("observations_landing",)
    with psycopg.connect("", autocommit=True, **scratch.admin.to(scratch.keeper.database).dsn()) as admin:
        admin.execute("SET session_replication_role = replica")
        for table in tables:
            admin.execute(f"CREATE TEMPORARY TABLE kept_{table} AS TABLE {table}")  # type: ignore[arg-type]
        yield admin
        for table in tables:
            admin.execute(f"TRUNCATE {table} CASCADE; INSERT INTO {table} TABLE kept_{table}")  # type: ignore[arg-type]


def test_a_journal_that_holds_is_told_in_plain_words(verify: Run) -> None:
    status, said = verify()
    first, *others = said.splitlines()
    assert status == 0
    assert first.startswith("The journal holds: 124 sealed entries, each in its place; its head is ")
    assert others[0] == "Every entry is sealed."
    assert "No heads were kept yet" in others[1]
    assert "Signed plan versions: all 91 hold." in others
    assert "Issued documents: there are none." in others


def test_the_same_for_a_program(verify: Run) -> None:
    status, said = verify("--json")
    told = json.loads(said)
    assert status == 0 and told["holds"] is True
    assert told["journal"]["sealed"] == told["journal"]["head"]["ordinal"] == 124
    assert told["journal"]["break"] is None and told["journal"]["unsealed"]["entries"] == 0
    assert {each["what"]: (each["checked"], each["faults"]) for each in told["kept"]} == {
        "signed plan versions": (91, []), "issued documents": (0, []), "items from tablets": (0, []),
    }  # fmt: skip


def test_what_is_not_sealed_yet_is_counted_with_its_age(verify: Run, crime: Connection) -> None:
    entered(crime)
    entered(crime)
    status, said = verify()
    assert status == 0
    assert "2 entries are not sealed yet and could not be checked; the oldest is 5 min old." in said
    told = json.loads(verify("--json")[1])
    assert told["journal"]["unsealed"] == {"entries": 2, "oldest_seconds": 300.0}


def test_a_sealer_that_stands_still_is_told(verify: Run, crime: Connection) -> None:
    crime.execute("UPDATE journal_entry SET at = at - interval '3 hours' WHERE id = %s", [entered(crime)])
    status, said = verify()
    assert status == 0 and "the oldest is 3 h old. The sealer is not running" in said


def test_a_changed_entry_is_named_in_one_sentence(verify: Run, crime: Connection) -> None:
    crime.execute("UPDATE journal_entry SET act = 'day.unread' WHERE id IN (101, 105)")
    status, said = verify()
    assert status == 1
    assert said.splitlines()[0] == (
        "The journal does not hold. Entry 101 (seal 101) is not what was sealed: it was changed or moved."
    )
    told = json.loads(verify("--json")[1])
    assert told["holds"] is False
    assert told["journal"]["break"]["entry"] == told["journal"]["break"]["seal"] == 101


class TestHeads:
    def test_a_head_is_added_to_a_file_and_proves_the_chain_later(
        self, verify: Run, crime: Connection, tmp_path: Path
    ) -> None:
        stick = tmp_path / "heads.jsonl"
        assert verify("--export-heads", stick)[0] == 0
        entered(crime)
        with crime.transaction(), crime.cursor() as cursor:
            seal_through(cursor)  # type: ignore[arg-type]
        assert verify("--export-heads", stick)[0] == 0
        assert [json.loads(line)["ordinal"] for line in stick.read_text().splitlines()] == [124, 125]
        status, said = verify("--heads", stick)
        assert status == 0 and f"Heads in {stick}: all 2 are in the chain." in said

    def test_a_cut_tail_is_found_by_it_and_nothing_is_added(
        self, verify: Run, crime: Connection, tmp_path: Path
    ) -> None:
        stick = tmp_path / "heads.jsonl"
        verify("--export-heads", stick)
        kept = stick.read_text()
        crime.execute(
            "DELETE FROM journal_seal WHERE ordinal > 108; DELETE FROM journal_entry WHERE id > 108"
        )
        assert verify()[0] == 0, "the chain alone cannot know"
        status, said = verify("--heads", stick)
        assert status == 1 and "at seal 124 is not in the chain: the chain ends at seal 108" in said
        assert verify("--export-heads", stick)[0] == 1
        assert stick.read_text() == kept

    def test_heads_of_the_data_folder_are_asked_without_being_named(
        self, verify: Run, crime: Connection, settings: Settings, tmp_path: Path
    ) -> None:
        stick = tmp_path / "heads.jsonl"
        verify("--export-heads", stick)
        settings.HOME.heads.mkdir(parents=True)
        stick.rename(settings.HOME.heads / "2026.jsonl")
        assert "Heads in" in verify()[1]
        crime.execute(
            "DELETE FROM journal_seal WHERE ordinal > 108; DELETE FROM journal_entry WHERE id > 108"
        )
        status, said = verify("--json")
        (found,) = json.loads(said)["heads"]
        assert status == 1 and found["lost"]["seal"] == 109

    @pytest.mark.parametrize("content", ["nonsense\n", None])
    def test_a_file_that_cannot_be_read_is_a_question_that_cannot_be_asked(
        self, verify: Run, tmp_path: Path, content: str | None
    ) -> None:
        path = tmp_path / "heads.jsonl"
        if content:
            path.write_text(content)
        with pytest.raises(CannotStart, match=r"heads\.jsonl"):
            verify("--heads", path)

    def test_an_unsigned_head_is_told_as_such(self, verify: Run, crime: Connection, tmp_path: Path) -> None:
        (digest,) = crime.execute("SELECT hash FROM journal_seal WHERE ordinal = 50").fetchone() or (b"",)
        path = tmp_path / "typed.jsonl"
        path.write_text(json.dumps({"ordinal": 50, "hash": digest.hex()}))
        status, said = verify("--heads", path)
        assert status == 0 and "all 1 are in the chain, 1 of them without a signature." in said


class TestWhatElseIsKeptUnderAHash:
    def test_each_room_s_own_are_found(self) -> None:
        names = [proof.name for proof in proofs()]
        assert names == ["signed plan versions", "items from tablets", "issued documents"]

    def version(self, crime: Connection) -> tuple[UUID, dict[str, Any], str]:
        found = crime.execute(
            "SELECT id, content, template_version FROM plans_planversion ORDER BY id LIMIT 1"
        ).fetchone()
        assert found is not None
        return found[0], found[1], found[2]

    def faults(self, verify: Run, what: str) -> list[str]:
        status, said = verify("--json")
        (found,) = [each["faults"] for each in json.loads(said)["kept"] if each["what"] == what]
        assert (status == 1) is bool(found)
        assert verify()[0] == status
        return list(found)

    @pytest.mark.parametrize(
        "change",
        [
            "content = jsonb_set(content, '{goals,0,criterion,value}', '1')",
            "content = content - 'goals'",
            "content = '[]'",
            "template_version = 'plan-2'",
        ],
    )
    def test_another_content_is_found(self, verify: Run, crime: Connection, change: str) -> None:
        key, _, _ = self.version(crime)
        crime.execute(f"UPDATE plans_planversion SET {change} WHERE id = %s", [key])  # type: ignore[arg-type]
        assert self.faults(verify, "signed plan versions") == [
            f"Plan version {key}: its content is not what its hash covers."
        ]

    @pytest.mark.parametrize(
        "change",
        ["number = number + 1", "purpose = 'support'", "signed_at = signed_at + interval '1 microsecond'"],
    )
    def test_what_the_journal_tells_otherwise_is_found(
        self, verify: Run, crime: Connection, change: str
    ) -> None:
        key, _, _ = self.version(crime)
        crime.execute(f"UPDATE plans_planversion SET {change} WHERE id = %s", [key])  # type: ignore[arg-type]
        (fault,) = self.faults(verify, "signed plan versions")
        assert fault.startswith(f"Plan version {key}: the journal tells otherwise")

    def test_a_forger_who_computes_the_hashes_again_is_found_by_the_journal(
        self, verify: Run, crime: Connection
    ) -> None:
        key, content, template = self.version(crime)
        content["goals"][0]["criterion"]["value"] = 1.0
        digest = content_hash(from_json(content), template)
        crime.execute(
            "UPDATE plans_planversion SET content = %s, content_hash = %s WHERE id = %s",
            [json.dumps(content), digest, key],
        )
        crime.execute("UPDATE plans_signature SET content_hash = %s WHERE version_id = %s", [digest, key])
        (fault,) = self.faults(verify, "signed plan versions")
        assert fault.startswith(f"Plan version {key}: the journal tells otherwise")

    def test_a_signature_that_is_gone_or_covers_other_bytes_is_found(
        self, verify: Run, crime: Connection
    ) -> None:
        key, _, _ = self.version(crime)
        crime.execute(
            "UPDATE plans_signature SET content_hash = repeat('0', 64) WHERE version_id = %s", [key]
        )
        assert "covers other bytes" in self.faults(verify, "signed plan versions")[0]
        crime.execute("DELETE FROM plans_signature WHERE version_id = %s", [key])
        assert self.faults(verify, "signed plan versions") == [f"Plan version {key}: its signature is gone."]

    def test_a_version_that_is_gone_is_named_with_the_entry_that_knows_it(
        self, verify: Run, crime: Connection
    ) -> None:
        key, _, _ = self.version(crime)
        crime.execute("DELETE FROM plans_planversion WHERE id = %s", [key])
        (fault,) = self.faults(verify, "signed plan versions")
        (entry,) = crime.execute(
            "SELECT id FROM journal_entry WHERE thing_id = %s", [str(key)]
        ).fetchone() or (0,)
        assert fault == f"Plan version {key} is gone: entry {entry} of the journal says that it was signed."

    def test_more_faults_than_a_screen_holds_are_counted(self, verify: Run, crime: Connection) -> None:
        crime.execute("UPDATE plans_planversion SET template_version = 'x'")
        status, said = verify()
        assert status == 1 and "… and 86 more of 91 signed plan versions." in said

    def document(self, crime: Connection) -> UUID:
        """A stored document, as the act stores it."""
        key, pdf = uuid4(), b"%PDF-1.7 pages"
        crime.execute(
            "INSERT INTO documents_issued (id, kind, content_hash, template_version, pdf, issued_at, student_id)"
            " VALUES (%s, 'report', %s, 'r', %s, now(), %s)",
            [key, "c" * 64, pdf, uuid4()],
        )
        detail = json.dumps({"hash": "c" * 64, "pdf": hashlib.sha256(pdf).hexdigest()})
        crime.execute(
            "UPDATE journal_entry SET act = 'report.issue', thing_id = %s, detail = %s WHERE id = %s",
            [str(key), detail, entered(crime)],
        )
        return key

    def test_other_pages_of_an_issued_document_are_found(self, verify: Run, crime: Connection) -> None:
        key = self.document(crime)
        assert self.faults(verify, "issued documents") == []
        crime.execute("UPDATE documents_issued SET pdf = pdf || ' '::bytea WHERE id = %s", [key])
        assert self.faults(verify, "issued documents") == [
            f"Document {key}: its stored pages are not those that were issued."
        ]
        crime.execute("UPDATE documents_issued SET content_hash = repeat('d', 64) WHERE id = %s", [key])
        assert "the journal tells otherwise" in self.faults(verify, "issued documents")[0]
        crime.execute("DELETE FROM documents_issued WHERE id = %s", [key])
        assert f"Document {key} is gone" in self.faults(verify, "issued documents")[0]

    def test_an_item_that_is_not_what_its_tablet_sent_is_found(self, verify: Run, crime: Connection) -> None:
        key, payload = uuid4(), '{"é": 1}'
        crime.execute(
            "INSERT INTO observations_landing VALUES (%s, %s, 0, 1, 'capture', %s, %s, now(), 0, 'UTC', 2027, %s, 1,"
            " 'stored', '', %s, NULL, NULL, NULL, now())",
            [key, uuid4(), hashlib.sha256(payload.encode()).hexdigest(), payload, uuid4(), uuid4()],
        )
        assert self.faults(verify, "items from tablets") == []
        crime.execute("""UPDATE observations_landing SET payload = '{"é": 2}' WHERE id = %s""", [key])
        assert self.faults(verify, "items from tablets") == [f"Item {key} is not what its tablet sent."]
        crime.execute(
            "UPDATE observations_landing SET verdict = 'held', reason = 'hash_mismatch' WHERE id = %s", [key]
        )
        assert self.faults(verify, "items from tablets") == [], "it came so, and was held for it"


def test_nothing_of_a_student_is_said(verify: Run, crime: Connection) -> None:
    crime.execute("UPDATE plans_planversion SET template_version = 'x'")
    crime.execute("UPDATE journal_entry SET act = 'x' WHERE id = 20")
    said = verify()[1] + verify("--json")[1]
    for given, family, number in crime.execute("SELECT given_name, family_name, number FROM roster_student"):
        assert number not in said and f"{given} {family}" not in said
