"""The command line: mistakes get one sentence and status 2, and a word without a database loads none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from carryover.site import commands
from carryover.site.commands import COMMANDS, Command, Needs
from carryover.site.home import CannotStart


def refuses(_line: list[str]) -> int:
    raise CannotStart("The data folder is on the moon: bring it back.")


def breaks(_line: list[str]) -> int:
    raise ZeroDivisionError("in the\nmiddle")


def repeats(line: list[str]) -> int:
    sys.stdout.write(f"{line}\n")
    return 7


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    made = tuple(
        Command(word, f"{__name__}:{word}", Needs.NOTHING, "") for word in ("refuses", "breaks", "repeats")
    )
    monkeypatch.setattr(commands, "COMMANDS", (*COMMANDS, *made))


def test_a_refusal_is_one_sentence_and_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["refuses"]) == 2
    assert capsys.readouterr().err == "The data folder is on the moon: bring it back.\n"


def test_a_failure_of_ours_is_told_on_one_line_with_the_way_to_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert commands.main(["breaks"]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError: in the middle" in said and "--debug" in said and "Traceback" not in said


def test_debug_shows_everything() -> None:
    with pytest.raises(CannotStart):
        commands.main(["refuses", "--debug"])
    with pytest.raises(ZeroDivisionError):
        commands.main(["--debug", "breaks"])


def test_the_rest_of_the_line_reaches_the_command_as_typed(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["repeats", "--port", "8000", "-x", "a b", "--help"]) == 7
    assert capsys.readouterr().out == "['--port', '8000', '-x', 'a b', '--help']\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ([], "required: command"),
        (["analyse-me"], "invalid choice: 'analyse-me'"),
        (["serve", "--port", "zero"], "'zero' is not a port number"),
        (["serve", "--port", "65536"], "'65536' is not a port number"),
        (["serve", "--today", "10/20/2026"], "not a date like 2026-10-20"),
        (["serve", "--demo", "enormous"], "invalid choice: 'enormous'"),
    ],
)
def test_a_slip_is_one_line_and_status_two(
    line: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        commands.main(line)
    shown = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in shown and shown.count("\n") == 1


def test_the_table_loads_neither_django_nor_a_driver() -> None:
    program = (
        "import sys, carryover.site.commands; "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'psycopg', 'granian'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
