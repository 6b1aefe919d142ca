"""The thread strip says every state in words, and shows it in shape."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError
from django.utils import translation
from django.utils.translation import gettext_lazy

from carryover.look.strip import Station

PLAN = Station("Plan", "v3, signed 9/12", "2 lines changed", "/plan/", "filled")
TODAY = Station("Today", "4 of 5 seen", "", "", "half")
DECISION = Station("Decision", "Due Fri Dec 4", "M. Reyes", "/decide/", "open")


def strip(arguments: str = "") -> str:
    source = "{% load look %}{% thread_strip stations " + arguments + " %}"
    return Template(source).render(Context({"stations": (PLAN, TODAY, DECISION)}))


def test_each_station_reads_as_name_fill_and_state() -> None:
    html = strip()
    for words in (
        "Plan",
        ", done:",
        "v3, signed 9/12",
        ", under way:",
        ", not yet:",
        "Due Fri Dec 4",
        "M. Reyes",
    ):
        assert words in html
    assert html.count("<li>") == 3


def test_the_station_of_this_page_is_marked_and_only_that_one() -> None:
    assert strip('here="Decision"').count('aria-current="page"') == 1
    assert "aria-current" not in strip()


def test_the_station_of_this_page_is_marked_in_every_language() -> None:
    monday = Station(gettext_lazy("Monday"), "v3", "", "/plan/", "filled")
    source = '{% load look %}{% thread_strip stations here="Monday" %}'
    with translation.override("es"):
        html = Template(source).render(Context({"stations": [monday]}))
    assert "unes" in html and html.count('aria-current="page"') == 1


def test_a_station_one_may_not_enter_is_no_link() -> None:
    assert strip().count("href=") == 2


def test_in_a_table_cell_the_strip_is_glyphs_with_the_same_words_and_no_links() -> None:
    html = strip("mini=True")
    assert "href" not in html
    assert "Decision, not yet: Due Fri Dec 4" in html


def test_the_three_fills_differ_in_shape() -> None:
    glyphs = {part.split("</svg>")[0].split("<svg")[1] for part in strip("mini=True").split("<li")[1:]}
    assert len(glyphs) == 3


@pytest.mark.parametrize(
    ("name", "state", "fill"), [("", "v3", "open"), ("Plan", "", "open"), ("Plan", "v3", "quarter")]
)
def test_a_station_without_words_or_with_an_unknown_fill_does_not_exist(
    name: str, state: str, fill: str
) -> None:
    with pytest.raises(ValueError, match="station"):
        Station(name, state, "", "", fill)  # type: ignore[arg-type]


def test_words_from_a_plan_never_become_markup() -> None:
    bad = Station("Plan", "<script>", "<b>", "/x/?a=1&b=2", "open")
    html = Template("{% load look %}{% thread_strip s %}").render(Context({"s": [bad]}))
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_an_icon_that_is_not_listed_is_a_mistake_in_the_template() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load look %}{% icon 'unicorn' %}").render(Context())
