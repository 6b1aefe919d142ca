"""The database that comes with it: it starts for anyone, changes nothing outside, survives being killed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from carryover.site import embedded, roles
from carryover.site.connections import databases
from carryover.site.home import CannotStart, locate, make
from carryover.site.starting import Hold, ready

as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="speaks of what root may change")


def env_of(folder: Path) -> dict[str, str]:
    return {"CARRYOVER_HOME": str(folder)}


def users() -> list[str]:
    return [user.pw_name for user in pwd.getpwall()]


def seen(paths: list[Path]) -> dict[Path, tuple[int, int, int]]:
    return {path: (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in paths}


def answers(hold: Hold) -> object:
    with roles.connect(hold.databases.app) as app:
        return app.execute("SELECT current_user").fetchone()


def test_nothing_outside_the_data_folder_changes(place: Path) -> None:
    (place / "private").mkdir(mode=0o711)
    root = place / "private" / "data"
    programs = [embedded.programs(), *embedded.programs().parents]
    before, known = seen([*root.parents, *programs]), users()
    with ready(env_of(root)) as hold:
        assert answers(hold) == ("carryover_app",)
    assert seen([*root.parents, *programs]) == before
    assert users() == known


@as_root_only
def test_under_root_the_server_is_somebody_else(place: Path) -> None:
    with ready(env_of(place / "data")) as hold:
        pid = embedded.running(hold.home)
        assert Path(f"/proc/{pid}").stat().st_uid != 0
        assert hold.home.secrets.stat().st_uid == 0


@as_root_only
def test_a_parent_locked_for_that_user_is_one_sentence_that_names_it(place: Path) -> None:
    parent = place / "locked"
    parent.mkdir(mode=0o700)
    with pytest.raises(CannotStart) as refused:
        ready(env_of(parent / "data"))
    assert f"may not enter {parent}:" in refused.value.sentence
    assert stat.S_IMODE(parent.stat().st_mode) == 0o700


def test_an_ordinary_user_starts_and_stops_it(
    place: Path, as_ordinary_user: Callable[[Callable[[], object]], object]
) -> None:
    place.chmod(0o777)

    def story() -> object:
        with ready(env_of(place / "data")) as hold:
            name = answers(hold)
        return name, embedded.running(hold.home)

    assert as_ordinary_user(story) == (("carryover_app",), None)


def test_a_second_holder_uses_the_same_server_and_the_last_one_stops_it(data: Path) -> None:
    first = ready(env_of(data))
    pid = embedded.running(first.home)
    with ready(env_of(data)) as second:
        assert embedded.running(second.home) == pid
    assert embedded.running(first.home) == pid
    first.release()
    assert embedded.running(first.home) is None


def test_rows_and_service_survive_kill_nine(data: Path) -> None:
    hold = ready(env_of(data))
    with roles.connect(hold.databases.owner) as owner:
        owner.execute("CREATE TABLE kept (a int)")
    with roles.connect(hold.databases.app) as app:
        app.execute("INSERT INTO kept VALUES (38)")
    os.kill(embedded.running(hold.home) or 0, signal.SIGKILL)
    with ready(env_of(data)) as again, roles.connect(again.databases.app) as app:
        assert app.execute("SELECT a FROM kept").fetchone() == (38,)
    hold.release()


def test_a_process_number_given_to_another_program_does_not_keep_it_from_starting(data: Path) -> None:
    with ready(env_of(data)) as hold:
        notes = (hold.home.pg_data / "postmaster.pid").read_text()
    stranger = notes.replace(notes.split("\n")[0], str(os.getpid()), 1)
    (hold.home.pg_data / "postmaster.pid").write_text(stranger)
    assert embedded.running(hold.home) is None
    with ready(env_of(data)) as again:
        assert answers(again) == ("carryover_app",)


def test_a_folder_half_made_by_a_crash_is_made_anew(place: Path) -> None:
    home = make(locate(env_of(place / "data")))
    (home.root / "pg_data.new").mkdir()
    (home.root / "pg_data.new" / "PG_VERSION").write_text("18\n")
    with ready(env_of(place / "data")) as hold:
        assert answers(hold) == ("carryover_app",)


def test_a_path_with_blanks_quotes_and_a_comma_works(place: Path) -> None:
    with ready(env_of(place / 'Marcus\'s data, "new"')) as hold:
        assert answers(hold) == ("carryover_app",)
    shutil.rmtree(hold.home.sockets)


def test_a_very_long_path_works(place: Path) -> None:
    with ready(env_of(place / ("x" * 100))) as hold:
        assert answers(hold) == ("carryover_app",)
    shutil.rmtree(hold.home.sockets)


def test_another_major_version_is_one_sentence(data: Path) -> None:
    with ready(env_of(data)) as hold:
        version = hold.home.pg_data / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(CannotStart, match="was made by PostgreSQL 16 and this is PostgreSQL 18"):
        ready(env_of(data))


def test_a_lost_secrets_file_is_one_sentence(data: Path) -> None:
    with ready(env_of(data)) as hold:
        hold.home.secrets.unlink()
        with pytest.raises(CannotStart, match=r"put the secrets.json from your backup"):
            ready(env_of(data))


def test_no_network_no_trust_and_durable(data: Path) -> None:
    with ready(env_of(data)) as hold:
        with roles.connect(hold.databases.app) as app:
            shown = {
                name: app.execute(f"SHOW {name}").fetchone()
                for name in ("listen_addresses", "fsync", "synchronous_commit", "full_page_writes")
            }
        assert shown == {
            "listen_addresses": ("",),
            "fsync": ("on",),
            "synchronous_commit": ("on",),
            "full_page_writes": ("on",),
        }
        wrong = {**hold.databases.app.dsn(), "password": "guess"}
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect("", **wrong)


def test_saying_where_the_database_is_starts_nothing(place: Path) -> None:
    to = databases(locate(env_of(place / "data")), env_of(place / "data"))
    assert to.app.user == "carryover_app" and to.embedded
    assert list(place.iterdir()) == []


def test_the_app_may_write_rows_and_nothing_more(data: Path) -> None:
    with ready(env_of(data)) as hold:
        to = hold.databases
        with roles.connect(to.owner) as owner:
            owner.execute("CREATE TABLE seen (a int GENERATED ALWAYS AS IDENTITY, b int)")
            owner.execute("ALTER TABLE seen ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
            owner.execute("CREATE POLICY mine ON seen USING (b = 1)")
        with roles.connect(to.keeper) as keeper:
            keeper.execute("INSERT INTO seen (b) VALUES (1), (2)")
            assert keeper.execute("SELECT count(*) FROM seen").fetchone() == (2,)
        with roles.connect(to.app) as app:
            assert app.execute("SELECT count(*) FROM seen").fetchone() == (1,)
            for forbidden in (
                "DROP TABLE seen",
                "TRUNCATE seen",
                "CREATE TABLE other (a int)",
                "ALTER TABLE seen DISABLE ROW LEVEL SECURITY",
                "INSERT INTO seen (b) VALUES (2)",
                "CREATE ROLE more",
                "CREATE DATABASE more",
            ):
                with pytest.raises(errors.InsufficientPrivilege):
                    app.execute(forbidden)


def test_templates_are_made_once_and_copies_are_fresh(data: Path) -> None:
    made: list[str] = []

    def migrate(to: object) -> None:
        made.append("once")
        with roles.connect(to.owner) as owner:  # type: ignore[attr-defined]
            owner.execute("CREATE TABLE day (a int)")

    with ready(env_of(data)) as hold:
        template = roles.template_database(hold.databases, "one", migrate)
        assert roles.template_database(hold.databases, "one", migrate) == template
        assert made == ["once"]
        for _ in range(2):
            copy = roles.clone(hold.databases, template, "carryover_gw0")
            with roles.connect(copy.app) as app:
                app.execute("INSERT INTO day VALUES (1)")
                assert app.execute("SELECT count(*) FROM day").fetchone() == (1,)
        roles.drop(hold.databases, "carryover_gw0")
        assert roles.template_database(hold.databases, "two", migrate) != template
        with pytest.raises(errors.InvalidCatalogName):
            roles.clone(hold.databases, template, "carryover_gw1")


def test_a_failed_migration_leaves_no_template(data: Path) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("in the middle")

    with ready(env_of(data)) as hold:
        with pytest.raises(RuntimeError, match="in the middle"):
            roles.template_database(hold.databases, "one", fails)
        name = roles.template_database(hold.databases, "one", lambda _: None)
        roles.drop(hold.databases, name)


def test_a_server_that_is_ending_is_waited_for(data: Path) -> None:
    hold = ready(env_of(data))
    os.kill(embedded.running(hold.home) or 0, signal.SIGTERM)
    time.sleep(0)
    with ready(env_of(data)) as again:
        assert answers(again) == ("carryover_app",)
    hold.release()
