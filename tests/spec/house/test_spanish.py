"""The desk in Spanish: no marked word is left in English, and a person gets the language they chose."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.test import Client
from django.utils import formats, translation

from carryover.roster.models import Account
from carryover.site import messages
from carryover.site.demo.shapes import goal_id
from carryover.site.translations import compile_all
from spec.demo.evidence import signed_in, student

PACKAGE = Path(messages.__file__).resolve().parents[1]
ROOMS = sorted(path.parents[3].name for path in PACKAGE.glob("*/locale/es/LC_MESSAGES/django.po"))
GOAL = goal_id("asks-for-a-break")

Placed = tuple[str, str]
"""A text and its context."""

_TRANSLATE = re.compile(
    r"\{%\s*translate\s+(\"[^\"]*\"|'[^']*')(?:\s+as\s+\w+)?(?:\s+context\s+\"([^\"]*)\")?"
)
_BLOCK = re.compile(
    r"\{%\s*blocktranslate\b[^%]*%\}(.*?)(?:\{%\s*plural\s*%\}(.*?))?\{%\s*endblocktranslate\s*%\}", re.S
)
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%s")


def catalog(room: str) -> Catalog:
    """The Spanish of a room."""
    with (PACKAGE / room / "locale" / "es" / "LC_MESSAGES" / "django.po").open("rb") as source:
        return read_po(source, locale="es", abort_invalid=True)


def in_templates(room: Path) -> Iterator[Placed]:
    """What the templates mark, found by reading the text, not by asking Django."""
    for path in room.glob("templates/**/*.html"):
        source = path.read_text(encoding="utf-8")
        for words, context in _TRANSLATE.findall(source):
            yield words[1:-1], context
        for singular, _plural in _BLOCK.findall(source):
            yield _VARIABLE.sub(r"%(\1)s", singular), ""


def in_code(room: Path) -> Iterator[Placed]:
    """What the code marks with `_` or a gettext function by its name."""
    for path in room.rglob("*.py"):
        for call in (
            node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
        ):
            name, words = _name(call), [each.value for each in call.args if isinstance(each, ast.Constant)]
            if name.startswith("pgettext") and len(words) == 2:
                yield str(words[1]), str(words[0])
            elif (name == "_" or name.removeprefix("n").startswith("gettext")) and words:
                yield str(words[0]), ""


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def said_by_variable() -> set[str]:
    """Sentences that no scanner finds marked: the policy, competencies, refusals of acts, findings of pure modules."""
    lines = tomllib.loads((PACKAGE / "scope" / "policy.toml").read_text("utf-8"))["acts"].values()
    parts = [part for line in lines for part in (line, line.get("otherwise", {}))]
    found = {each[part] for each in parts for part in ("tried", "why", "who_can") if part in each}
    trained = tomllib.loads((PACKAGE / "scope" / "competencies.toml").read_text("utf-8"))["competencies"]
    found |= {line[part] for line in trained.values() for part in ("name", "who_trains", "instead")}
    for path in PACKAGE.glob("*/**/*.py"):
        if path.parts[len(PACKAGE.parts)] in ("look", "terms", "site"):
            continue  # the style page's example, and the value itself
        tree = ast.parse(path.read_text("utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        for call in calls:
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            kept = {"Refusal": slice(0, 3), "_block": slice(2, 3), "Finding": slice(3, 4)}.get(_name(call))
            found |= {a.value for a in given[kept] if isinstance(a, ast.Constant)} if kept else set()
        if any(_name(call) == "Refusal" for call in calls):
            found |= set(_assigned(tree, "why", "who"))
    return {text for text in found if text}


def _assigned(tree: ast.Module, *names: str) -> Iterator[str]:
    """The sentences that a name is given before it goes into a refusal, alone or as one of several."""
    for node in (each for each in ast.walk(tree) if isinstance(each, ast.Assign)):
        target, value = node.targets[0], node.value
        pairs = (
            zip(target.elts, value.elts, strict=True)
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            else [(target, value)]
        )
        for to, given in pairs:
            if isinstance(to, ast.Name) and to.id in names and isinstance(given, ast.Constant):
                yield str(given.value)


class TestTheCatalogs:
    def test_every_room_with_words_has_one(self) -> None:
        having = {
            room.name
            for room in (p.parent for p in PACKAGE.glob("*/__init__.py"))
            if {*in_templates(room), *in_code(room)}
        }
        assert having - set(ROOMS) == set()
        assert {"decisions", "documents", "look", "plans", "roster", "scope", "sheets", "site"} <= having

    @pytest.mark.parametrize("room", ROOMS)
    def test_every_marked_text_is_translated(self, room: str) -> None:
        known = catalog(room)
        marked = {*in_templates(PACKAGE / room), *in_code(PACKAGE / room)}
        assert [text for text in sorted(marked) if not _told(known, text)] == []

    def test_the_scanner_finds_every_kind_of_mark(self) -> None:
        found = {
            placed for room in ROOMS for placed in (*in_templates(PACKAGE / room), *in_code(PACKAGE / room))
        }
        assert ("Where this page is", "") in found  # in an attribute, with the other quotation marks
        assert ("By", "a person") in found and ("No school this day", "") in found
        assert ("One section changed", "") in found and ("New button “%(label)s” for", "") in found
        assert (
            ("%(n)s point", "") in found
            and ("D M j", "date pattern") in found
            and ("Paraprofessional", "") in found
        )

    def test_what_is_said_by_variable_is_translated_too(self) -> None:
        said = said_by_variable()
        assert {
            "Open the graph",
            "Sign this draft",
            "Start a new draft.",
            "Say who collects the data.",
        } <= said
        known = {str(m.id) for room in ROOMS for m in catalog(room) if m.string}
        assert sorted(said - known) == []

    @pytest.mark.parametrize("room", ROOMS)
    def test_placeholders_and_plurals_are_kept(self, room: str) -> None:
        for message in (m for m in catalog(room) if m.id):
            one, many = (message.id, message.id) if isinstance(message.id, str) else message.id
            strings = (message.string,) if isinstance(message.string, str) else message.string
            assert len(strings) == (1 if isinstance(message.id, str) else 3), one
            for source, words in zip((one, many, many), strings, strict=False):
                assert words.strip() and words[0].isspace() == source[0].isspace(), source
                assert sorted(_PLACEHOLDER.findall(words)) == sorted(_PLACEHOLDER.findall(source)), source
                assert all(words.endswith(mark) == source.endswith(mark) for mark in ".:"), source

    def test_one_text_has_one_translation_in_all_rooms(self) -> None:
        told: dict[tuple[object, object], set[object]] = {}
        for room in ROOMS:
            for message in (m for m in catalog(room) if m.id):
                told.setdefault((message.id, message.context), set()).add(message.string)
        assert {key: words for key, words in told.items() if len(words) > 1} == {}

    @pytest.mark.parametrize("room", ROOMS)
    def test_it_says_nothing_of_when_where_or_by_whom_it_was_made(self, room: str) -> None:
        text = (PACKAGE / room / "locale" / "es" / "LC_MESSAGES" / "django.po").read_text("utf-8")
        assert not re.search(
            r"fuzzy|POT-Creation|Revision-Date|Last-Translator|^#:|^#~|/home/|/work/", text, re.M
        )
        again = messages.catalog(
            room, messages.texts_of(PACKAGE / room), PACKAGE / room / "locale/es/LC_MESSAGES/django.po"
        )
        assert again == text, "make messages brings it up to date"

    def test_the_words_of_the_glossary_are_used(self) -> None:
        told = " ".join(str(m.string) for room in ROOMS for m in catalog(room))
        assert (
            "Programa de Educación Individualizado (IEP)" in told
            and "Maestro asistente" in told
            and "reunión" in told
        )
        assert not re.search(r"\b(tú|tu|tienes|puedes|vosotros|ordenador)\b", told, re.I)


class TestCompiling:
    def test_each_compiles_and_reads_back(self, tmp_path: Path) -> None:
        for room in ROOMS:
            compiled = BytesIO()
            write_mo(compiled, catalog(room))
            compiled.seek(0)
            assert len(read_mo(compiled)) == len(catalog(room))

    def test_only_what_is_newer_is_compiled(self, tmp_path: Path) -> None:
        folder = tmp_path / "room" / "locale" / "es" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").write_text(
            'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "Today"\nmsgstr "Hoy"\n'
        )
        assert (compile_all(tmp_path), compile_all(tmp_path)) == (1, 0)
        assert [path.name for path in folder.iterdir() if path.suffix == ".mo"] == ["django.mo"]


def _told(known: Catalog, text: Placed) -> bool:
    message = known.get(text[0], text[1] or None) or known.get(text[0].replace("%", "%%"), text[1] or None)
    return message is not None and all(
        [message.string] if isinstance(message.string, str) else message.string
    )


@pytest.fixture
def marcus() -> Client:
    """A browser that asks for Spanish, signed in."""
    client = Client(headers={"accept-language": "es-US,es;q=0.9,en;q=0.5"})
    client.force_login(Account.objects.get(username="marcus"))
    return client


@pytest.fixture
def jaylen() -> UUID:
    """A student of Marcus'."""
    signed_in("marcus")
    return student("Jaylen", "Tucker").id


def page(client: Client, address: str, status: int = 200) -> str:
    """The text of a page."""
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.django_db
class TestAPersonWhoReadsSpanish:
    PAGES = [
        ("/queue/", "su decisión", "waits for your decision"),
        ("/caseload/", "Dato más reciente", "Newest evidence"),
        ("/students/{id}/", "Las metas del plan", "The plan's goals"),
        ("/students/{id}/plan/", "vigente desde el", "in force since"),
        (f"/students/{{id}}/goals/{GOAL}/graph/", "Los números", "The numbers"),
        (f"/students/{{id}}/goals/{GOAL}/points/2026-10-19/", "Todos los registros", "Every event"),
        (f"/students/{{id}}/goals/{GOAL}/decide/", "¿Qué decide usted?", "What do you decide?"),
        ("/documents/students/{id}/report/", "Informe de progreso de Jaylen T.", "Progress report for"),
        ("/day/", "Hoy, mar 20 oct", "Tue Oct 20"),
        ("/students/{id}/card/", "Tarjeta del plan, versión", "Plan card, version"),
        ("/students/{id}/training/", "Quién está capacitado para", "Who is trained for"),
        ("/my-training/", "Sus certificados", "Your certificates"),
    ]

    @pytest.mark.parametrize(("address", "spanish", "english"), PAGES)
    def test_sees_every_screen_in_it(
        self, marcus: Client, jaylen: UUID, address: str, spanish: str, english: str
    ) -> None:
        told = page(marcus, address.format(id=jaylen))
        assert spanish in told and english not in told
        assert '<html lang="es"' in told and "Mis casos" in told and "Caseload" not in told

    def test_sees_the_builder_of_a_goal_and_its_findings(self, marcus: Client, jaylen: UUID) -> None:
        opened = marcus.post(f"/students/{jaylen}/drafts/", follow=True)
        address = re.search(r'href="([^"]+/goals/new/)"', opened.content.decode())
        assert address is not None and "Aún no ha cambiado nada" in opened.content.decode()
        told = page(marcus, address[1])
        assert "Qué se busca" in told and "física parcial (PP)" in told and "Maestro asistente" in told
        refused = marcus.post(address[1], {"behavior": "read", "by": "05/14/2027"}).content.decode()
        assert "Diga en qué condición" in refused and "Say under what condition" not in refused

    def test_signs_in_in_it(self) -> None:
        told = page(Client(headers={"accept-language": "es"}), "/accounts/login/")
        assert "Iniciar sesión" in told and "Sign in" not in told

    def test_is_refused_in_it_at_the_desk_and_at_the_door(self, jaylen: UUID) -> None:
        denise = Client(headers={"accept-language": "es"})
        denise.force_login(Account.objects.get(username="denise"))
        told = page(denise, f"/students/{jaylen}/plan/", 403)
        assert (
            "Abrir el plan completo" in told
            and "Pregunte a Marcus Reyes" in told
            and "Open the whole plan" not in told
        )
        answer = denise.get(f"/api/v1/students/{jaylen}/plan")
        assert answer.status_code == 403 and answer.json()["tried"] == "Abrir el plan completo"

    def test_finds_the_station_of_the_page_marked_in_any_language(self, marcus: Client, jaylen: UUID) -> None:
        address = f"/students/{jaylen}/plan/"
        english = Client()
        english.force_login(Account.objects.get(username="marcus"))
        marks = [page(client, address).count('aria-current="step"') for client in (marcus, english)]
        assert marks[0] == marks[1]

    def test_types_and_reads_dates_as_the_school_does(self, marcus: Client, jaylen: UUID) -> None:
        told = page(marcus, f"/students/{jaylen}/goals/{GOAL}/graph/")
        assert 'value="10/20/2026"' in told
        with translation.override("es"):
            assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%m/%d/%Y"
            assert formats.localize(2.5) == "2.5"


@pytest.mark.django_db
class TestChoosing:
    def test_the_menu_and_the_sign_in_offer_the_other_language_by_its_own_name(self) -> None:
        english, spanish = Client(), Client(headers={"accept-language": "es"})
        assert "Español</button>" in page(english, "/accounts/login/")
        assert "English</button>" in page(spanish, "/accounts/login/")
        english.force_login(Account.objects.get(username="marcus"))
        assert "Español</button>" in page(english, "/day/")

    def test_a_choice_stays_with_the_account_and_goes_before_the_browser(self, marcus: Client) -> None:
        answer = marcus.post("/language/", {"language": "en", "next": "/day/"})
        assert (answer.status_code, answer["Location"]) == (302, "/day/")
        assert Account.objects.get(username="marcus").language == "en"
        elsewhere = Client(headers={"accept-language": "es"})
        elsewhere.force_login(Account.objects.get(username="marcus"))
        assert "My day" in page(elsewhere, "/day/")

    def test_the_next_person_on_a_shared_computer_keeps_their_own(self) -> None:
        shared = Client()
        shared.post("/language/", {"language": "es", "next": "/"})
        assert "Iniciar sesión" in page(shared, "/accounts/login/")
        Account.objects.filter(username="marcus").update(language="en")
        shared.force_login(Account.objects.get(username="marcus"))
        assert "My day" in page(shared, "/day/")

    @pytest.mark.parametrize("wrong", ["xx", "", "../en", "es\x00"])
    def test_a_language_we_do_not_have_changes_nothing(self, marcus: Client, wrong: str) -> None:
        assert marcus.post("/language/", {"language": wrong, "next": "/day/"}).status_code == 302
        assert Account.objects.get(username="marcus").language == ""

    def test_nobody_is_led_away(self, marcus: Client) -> None:
        answer = marcus.post("/language/", {"language": "es", "next": "https://elsewhere.example/"})
        assert answer["Location"] == "/"

    def test_looking_changes_nothing(self, marcus: Client) -> None:
        assert marcus.get("/language/?language=en").status_code == 405
