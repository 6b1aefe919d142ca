"""The colors can be read: WCAG 2.2 contrast (1.4.3, 1.4.11) from the tokens themselves, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LOOK = Path(__file__).resolve().parents[3] / "src" / "carryover" / "look" / "static" / "look"
TOKENS = (LOOK / "tokens.css").read_text(encoding="utf-8")
BLOCKS = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r"\{([^{}]*)\}", TOKENS)
]
LIGHT, SYSTEM_DARK, CHOSEN_DARK = BLOCKS[:3]

TEXT = [
    *((ink, ground) for ink in ("ink", "quiet", "thread", "stop") for ground in ("paper", "card", "sunk")),
    ("ink", "thread-paper"),
    ("attention", "attention-paper"),
    ("ink", "attention-paper"),
    ("good", "good-paper"),
    ("stop", "stop-paper"),
    ("on-thread", "thread"),
    ("on-thread", "thread-strong"),
    ("on-stop", "stop"),
]
LINES = [
    *(
        (line, ground)
        for line in ("line", "thread", "attention-line", "good")
        for ground in ("paper", "card")
    ),
    ("thread", "thread-paper"),
    ("attention-line", "attention-paper"),
]


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, CHOSEN_DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_at_least_four_and_a_half_times(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, CHOSEN_DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_lines_that_mean_something_stand_out_at_least_three_times(
    theme: dict[str, str], line: str, ground: str
) -> None:
    assert contrast(theme[line], theme[ground]) >= 3


def test_dark_is_the_same_whether_chosen_or_taken_from_the_system() -> None:
    assert SYSTEM_DARK == CHOSEN_DARK


def test_dark_and_print_leave_no_color_behind() -> None:
    assert set(CHOSEN_DARK) == set(LIGHT)
    print_block = TOKENS.split("@media print")[1]
    printed = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", print_block))
    assert set(printed) == set(LIGHT)
    assert all(color[1:3] == color[3:5] == color[5:7] for color in printed.values())


def test_the_components_name_no_color_of_their_own() -> None:
    css = (LOOK / "look.css").read_text(encoding="utf-8").split("/* ---- Print")[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])", css) == []


def test_every_token_a_component_uses_exists() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", (LOOK / "look.css").read_text(encoding="utf-8")))
    assert used <= set(re.findall(r"--([\w-]+):", TOKENS))


def test_the_tokens_select_nothing_but_the_root() -> None:
    selectors = re.findall(r"([^{};/]+)\{", re.sub(r"/\*.*?\*/", "", TOKENS, flags=re.DOTALL))
    assert {each.strip().split("[")[0].split(":not")[0] for each in selectors if "@" not in each} == {":root"}
