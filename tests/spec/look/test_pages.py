"""The frames: signed in or out, under a strict content policy, in two languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path

from carryover.look.frame import Frame, RailItem
from carryover.look.views import REFUSAL, display, gallery

ROOM = Path(__file__).resolve().parents[3] / "src" / "carryover" / "look"


class Denise:
    """A signed-in paraprofessional, as far as a page frame needs to know."""

    is_authenticated = True

    def __str__(self) -> str:
        return "Denise W."


urlpatterns = [
    path("look/", include("carryover.look.urls")),
    path("day/", gallery, name="day"),
    path("day/cards/", gallery, name="cards"),
    path("find/", gallery, name="find"),
    path("out/", gallery, name="out"),
]


@pytest.fixture(autouse=True)
def _site(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    settings.CARRYOVER_FRAME = Frame(  # type: ignore[attr-defined]
        rail=(
            RailItem("Today", "day", "sun"),
            RailItem("Cards", "cards", "notes"),
            RailItem("Moon", "not-yet-built", "moon"),
        ),
        find="find",
        sign_out="out",
    )


def asked(path_: str = "/day/", user: object = None, **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path_)
    request.COOKIES.update(cookies)
    if user:
        request.user = user  # type: ignore[assignment]
    return request


def page(path_: str = "/day/", user: object = None, **cookies: str) -> str:
    return render_to_string("look/page.html", {}, asked(path_, user, **cookies))


def test_signed_in_one_sees_the_rail_oneself_and_a_way_out() -> None:
    html = page(user=Denise())
    assert "Denise W." in html and 'action="/out/"' in html and 'action="/find/"' in html
    assert html.count('class="rail"') == 1 and ">Today<" in html


def test_signed_out_the_frame_names_nobody_and_leads_nowhere() -> None:
    html = page()
    assert "Today" not in html and "Sign out" not in html and "data-find" not in html


def test_an_entry_whose_page_does_not_exist_yet_is_left_out() -> None:
    assert "Moon" not in page(user=Denise())


def test_the_rail_marks_the_nearest_entry_only() -> None:
    html = page("/day/cards/jt/", user=Denise())
    assert re.findall(r'href="([^"]+)" aria-current', html) == ["/day/cards/"]


@pytest.mark.parametrize(("cookie", "theme"), [("dark", ' data-theme="dark"'), ('"><script>', ""), ("", "")])
def test_the_chosen_display_stands_on_the_page_and_nothing_else_does(cookie: str, theme: str) -> None:
    assert re.search(r"<html lang=\"[\w-]+\"([^>]*)>", page(display=cookie)).group(1) == theme  # type: ignore[union-attr]


def test_choosing_a_display_goes_back_only_to_a_page_of_ours() -> None:
    post = RequestFactory().post
    here = display(post("/look/display/", {"display": "dark", "back": "/day/?d=1"}))
    assert here["Location"] == "/day/?d=1" and here.cookies["display"].value == "dark"
    away = display(post("/look/display/", {"display": "puce", "back": "https://elsewhere.example/"}))
    assert away["Location"] == "/" and away.cookies["display"].value == ""


def test_no_page_needs_an_inline_style_or_script() -> None:
    pages = [gallery(asked(user=Denise())).content.decode(), page(), *map(render_to_string, ERROR_PAGES)]
    for html in pages:
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


ERROR_PAGES = ("400.html", "403.html", "404.html", "500.html")


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_the_error_pages_need_no_request_and_say_what_next(name: str) -> None:
    html = render_to_string(name)
    assert html.count("<h1>") == 1 and 'href="/"' in html


def test_a_refusal_says_what_was_tried_why_not_who_can_and_its_source() -> None:
    html = render_to_string("look/refusal.html", {"refusal": REFUSAL}, asked(user=Denise()))
    for words in (REFUSAL.tried, REFUSAL.who_can, REFUSAL.source, "signed plan"):
        assert words in html


def test_errors_stand_at_the_top_as_links_and_again_at_their_field() -> None:
    html = gallery(asked()).content.decode()
    assert html.count("Enter how often: for example 3 times per week") == 2
    for target in re.findall(r'<li><a href="#(id_[^"]+)"', html):
        assert f'id="{target}"' in html
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert all(f'id="{each}"' in html for each in described.split())
    assert re.search(r"<title>Error: ", html)


def test_every_id_on_the_style_page_is_there_once() -> None:
    ids = re.findall(r'\sid="([^"]+)"', gallery(asked(user=Denise())).content.decode())
    assert len(ids) == len(set(ids))


def test_every_word_of_the_templates_has_a_spanish_one() -> None:
    catalogue = (ROOM / "locale" / "es" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    known = {text.replace('\\"', '"') for text in re.findall(r'^msgid "(.+)"$', catalogue, re.MULTILINE)}
    used = {
        words
        for template in (ROOM / "templates").rglob("*.html")
        for _, words in re.findall(r"\{% translate (['\"])(.+?)\1", template.read_text(encoding="utf-8"))
    }
    assert used - known == set()
    assert 'msgstr ""\n\n' not in catalogue.split("\n\n", 1)[1] + "\n\n"
