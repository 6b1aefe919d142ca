"""The data folder: what is made, what is refused, and in which words."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from carryover.site import secrets
from carryover.site.home import CannotStart, Home, fits, locate, make


def sentence_of(act: Callable[[], object]) -> str:
    """The one sentence with which an act is refused."""
    try:
        act()
    except CannotStart as refused:
        assert "\n" not in refused.sentence and refused.sentence.endswith(".")
        return refused.sentence
    return ""


def at(folder: Path) -> Home:
    return locate({"CARRYOVER_HOME": str(folder)})


def test_the_environment_names_the_folder_and_nothing_is_made_by_asking(place: Path) -> None:
    home = at(place / "data")
    assert home.root == place / "data"
    assert home.sockets == place / "data" / "sockets"
    assert list(place.iterdir()) == []


def test_without_a_name_it_is_beside_the_code() -> None:
    home = locate({})
    assert home.root.is_absolute()
    assert home.root.name == ".carryover"
    assert (home.root.parent / "pyproject.toml").is_file()


def test_a_relative_name_becomes_absolute() -> None:
    assert locate({"CARRYOVER_HOME": "somewhere"}).root == Path.cwd() / "somewhere"


def test_making_it_twice_changes_nothing(place: Path) -> None:
    first = make(at(place / "data"))
    modes = {each: each.stat().st_mode for each in (place / "data").rglob("*")}
    assert make(at(place / "data")) == first
    assert {each: each.stat().st_mode for each in (place / "data").rglob("*")} == modes


def test_nobody_else_may_list_the_folder(place: Path) -> None:
    root = make(at(place / "data")).root
    assert stat.S_IMODE(root.stat().st_mode) & 0o066 == 0


def test_an_unwritable_place_is_one_sentence(
    place: Path, as_ordinary_user: Callable[[Callable[[], str]], str]
) -> None:
    locked = place / "locked"
    locked.mkdir(mode=0o555)
    said = as_ordinary_user(lambda: sentence_of(lambda: make(at(locked / "data"))))
    assert said.startswith(f"The data folder {locked / 'data'} cannot be used: no permission")
    assert "CARRYOVER_HOME" in said


def test_a_folder_under_a_locked_parent_is_one_sentence(
    place: Path, as_ordinary_user: Callable[[Callable[[], str]], str]
) -> None:
    parent = place / "parent"
    (parent / "data").mkdir(parents=True)
    parent.chmod(0o000)
    said = as_ordinary_user(lambda: sentence_of(lambda: make(at(parent / "data"))))
    parent.chmod(0o755)
    assert "cannot be used: no permission" in said


def test_a_file_in_its_place_is_one_sentence(place: Path) -> None:
    (place / "data").write_text("a file")
    assert "is a file, not a folder" in sentence_of(lambda: make(at(place / "data")))
    assert "is a file, not a folder" in sentence_of(lambda: make(at(place / "data" / "below")))


def test_a_folder_of_other_things_is_left_alone(place: Path) -> None:
    (place / "letters").mkdir()
    place.chmod(0o750)
    assert "is not a Carryover data folder" in sentence_of(lambda: make(at(place)))
    assert stat.S_IMODE(place.stat().st_mode) == 0o750
    assert [each.name for each in place.iterdir()] == ["letters"]


def test_a_long_path_gets_a_short_private_socket_folder_that_every_process_finds(place: Path) -> None:
    long = place / ("x" * 100)
    home = make(at(long))
    assert not fits(long / "sockets")
    assert fits(home.sockets)
    assert stat.S_IMODE(home.sockets.stat().st_mode) == 0o700
    assert at(long) == home
    assert make(at(long)) == home
    home.sockets.rmdir()


def test_a_recorded_socket_folder_that_others_may_enter_is_not_believed(place: Path) -> None:
    long = place / ("x" * 100)
    first = make(at(long))
    first.sockets.chmod(0o777)
    second = make(at(long))
    assert second.sockets != first.sockets
    for home in (first, second):
        home.sockets.rmdir()


def test_no_short_folder_anywhere_is_one_sentence(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = place / ("x" * 100)
    (place / ("t" * 100)).mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place / ("t" * 100)))
    assert "too long for a database socket" in sentence_of(lambda: make(at(long)))


def test_secrets_are_made_once_and_only_their_owner_reads_them(place: Path) -> None:
    home = make(at(place / "data"))
    first = secrets.keep(home, {})
    assert secrets.keep(home, {}) == first == secrets.peek(home, {})
    assert stat.S_IMODE(home.secrets.stat().st_mode) == 0o600
    assert len(set(json.loads(home.secrets.read_text()).values())) == 8
    assert first.secret_key not in repr(first)


def test_two_installations_share_no_secret(place: Path) -> None:
    one, two = (secrets.keep(make(at(place / name)), {}) for name in ("one", "two"))
    assert one.secret_key != two.secret_key and one.signing_key != two.signing_key


def test_looking_before_the_first_start_gives_no_known_key_and_writes_nothing(place: Path) -> None:
    home = at(place / "data")
    assert secrets.peek(home, {}) != secrets.peek(home, {})
    assert not home.root.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"secret_key": 7}', '{"secret_key": "short"}', "\udcff"])
def test_a_damaged_secrets_file_is_one_sentence_and_stays_as_it_is(place: Path, text: str) -> None:
    home = make(at(place / "data"))
    home.secrets.write_bytes(os.fsencode(text))
    for act in (lambda: secrets.keep(home, {}), lambda: secrets.peek(home, {})):
        assert "is damaged" in sentence_of(act)
    assert home.secrets.read_bytes() == os.fsencode(text)


def test_a_later_version_s_secret_survives_an_earlier_version(place: Path) -> None:
    home = make(at(place / "data"))
    kept = secrets.keep(home, {})
    found = json.loads(home.secrets.read_text())
    del found["demo_password"]
    home.secrets.write_text(json.dumps({**found, "of_tomorrow": "a secret of a later version"}))
    assert secrets.keep(home, {}).secret_key == kept.secret_key
    assert json.loads(home.secrets.read_text())["of_tomorrow"] == "a secret of a later version"
    assert json.loads(home.secrets.read_text())["demo_password"]


def test_the_environment_may_give_the_keys_but_not_a_weak_one(place: Path) -> None:
    home = make(at(place / "data"))
    assert secrets.keep(home, {"CARRYOVER_SECRET_KEY": "k" * 50}).secret_key == "k" * 50
    assert "at least 12" in sentence_of(lambda: secrets.keep(home, {"CARRYOVER_SECRET_KEY": "weak"}))
