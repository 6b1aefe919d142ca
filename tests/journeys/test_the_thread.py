"""The whole thread in a real browser: plan, day, offline record, graph, rule, decision, report, refusal."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from browser import accessibility_faults
from journeys.conftest import House
from journeys.test_marcus_adds_a_goal import AGREED, GOAL

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def stored(house: House) -> list[tuple[Any, ...]]:
    """Every event that came from a tablet, as the database holds it: kind, voided or not, plan version number."""
    with psycopg.connect("", **house.databases.keeper.dsn()) as keeper:
        return keeper.execute(
            "SELECT e.kind, EXISTS (SELECT FROM observations_event v WHERE v.voids = e.id), v.number, e.measure,"
            " s.initials"
            " FROM observations_event e LEFT JOIN plans_planversion v ON v.id = e.plan_version_id"
            " JOIN roster_student s ON s.id = e.student_id WHERE e.device_id IS NOT NULL ORDER BY e.seq"
        ).fetchall()


def take_up(page: Page) -> None:
    """Set the tablet up for the person who is signed in."""
    page.click("[data-act=enrol]")
    page.click("[data-act=start-as]")
    expect(page.locator("main")).to_have_attribute("data-screen", "today")


def choose(page: Page, initials: str) -> None:
    """Bring one student's pads up."""
    page.locator("[data-act=choose-student]", has_text=initials).first.click()


def test_denise_records_offline_and_every_tap_counts_once(house: House) -> None:
    profile, page = house.visit("denise", "/tablet/", **PHONE)
    take_up(page)
    assert accessibility_faults(page) == []
    page.wait_for_function("navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready")
    page.wait_for_timeout(500)
    page.click("[data-act=start-block][data-period=P1]")
    expect(page.locator("main")).to_have_attribute("data-screen", "capture")
    profile.set_offline(True)

    choose(page, "J.T.")
    for _ in range(12):
        page.locator("[data-act=count]:visible").first.click()
    page.click("[data-act=undo]")
    for prompt in ("I", "V", "G"):
        page.locator(f"[data-act=trial][data-prompt={prompt}]:visible").first.click()
    expect(page.locator("[data-waiting]").first).to_have_attribute("data-waiting", "16")
    page.close()

    page = profile.new_page()
    page.goto(f"{house.address}/tablet/")
    expect(page.locator("main")).to_have_attribute("data-screen", "capture")
    expect(page.locator("[data-waiting]").first).to_have_attribute("data-waiting", "16")
    choose(page, "A.O.")
    for _ in range(20):
        page.locator("[data-act=count]:visible").first.click()
    for _ in range(5):
        page.locator("[data-act=trial-incorrect]:visible").first.click()
    page.click("[data-act=undo]")
    expect(page.locator("[data-waiting]").first).to_have_attribute("data-waiting", "42")
    assert accessibility_faults(page) == []
    assert stored(house) == []

    profile.set_offline(False)
    expect(page.locator("[data-waiting]").first).to_have_attribute("data-waiting", "0", timeout=60_000)
    rows = stored(house)
    captures = [row for row in rows if row[0] == "capture"]
    assert len(captures) == 40
    assert sum(row[0] == "void" for row in rows) == 2
    assert sum(not voided for _, voided, *_ in captures) == 38
    assert len({(row[3], row[4]) for row in captures}) >= 3
    assert {row[2] for row in captures if row[4] == "J.T."} == {2}

    page.click("[data-act=to-today]")
    page.click("[data-act=tab-sent]")
    expect(page.locator("[data-where=arrived]").first).to_be_visible()
    assert accessibility_faults(page) == []


def test_marcus_sees_the_rule_decides_and_prints(house: House) -> None:
    _, page = house.visit("marcus", viewport={"width": 1366, "height": 768})
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    row = page.locator("li", has_text="J.T., Asks for a break")
    expect(row).to_contain_text("lie below the aim line")
    row.get_by_role("link", name="Decide").click()
    assert accessibility_faults(page) == []
    page.get_by_label("Change support, within what the plan leaves to you").check()
    page.get_by_role("button", name="Record and sign this decision").click()
    expect(page.get_by_role("alert").or_(page.locator(".error-summary")).first).to_be_visible()

    page.get_by_label("Why", exact=True).fill("Four points below the line while the task was long.")
    page.get_by_label("What adults will do").fill("Offer the break card before the second paragraph.")
    page.get_by_label("Because").fill("He asks more when the card is in sight.")
    page.get_by_label("Name of the new phase").fill("Card in sight")
    page.get_by_role("button", name="Record and sign this decision").click()
    expect(page.locator("main")).to_contain_text("You signed version 3. From Wed Oct 21")
    expect(page.locator("svg.graph")).to_contain_text("Card in sight")
    assert accessibility_faults(page) == []

    graph = page.url
    page.goto(f"{house.address}/queue/")
    expect(page.locator("main")).not_to_contain_text("J.T., Asks for a break")
    page.goto(graph)
    student = re.search(r"/students/([0-9a-f-]{36})/", page.url)
    assert student is not None
    today = page.request.get(f"{house.address}/students/{student.group(1)}/card/").text()
    assert "Offer the break card" not in today

    page.goto(f"{house.address}/documents/students/{student.group(1)}/report/")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Issue the report").click()
    expect(page.locator("main")).to_contain_text("say what we change")
    for box in page.get_by_label("What we change").all():
        box.fill("The break card lies in sight before the second paragraph.")
    page.get_by_role("button", name="Issue the report").click()
    document = re.search(r"/documents/([0-9a-f-]{36})/", page.url)
    assert document is not None
    paper = page.request.get(f"{house.address}/documents/{document.group(1)}/")
    assert paper.headers["content-type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(paper.body())).pages)
    assert "Progress report" in text and "Four points below the line" in text


def test_a_goal_is_signed_and_stands_in_the_day_with_nothing_typed_twice(house: House) -> None:
    _, page = house.visit("marcus", "/caseload/", viewport={"width": 1366, "height": 768})
    page.fill("#find", "J.T.")
    page.press("#find", "Enter")
    expect(page.locator("main")).to_contain_text("match what you looked for")
    assert "J.T." not in page.url
    page.get_by_role("link", name="Jaylen T.").first.click()
    page.get_by_role("link", name="Open the plan").click()
    page.get_by_role("button", name="Draft an amendment").click()
    page.get_by_role("link", name=re.compile("Add a goal")).first.click()
    for name, value in GOAL.items():
        if name not in ("method", "direction", "comparator", "rule", "collectors"):
            page.fill(f"[name={name}]", str(value))
    page.check("[name=method][value=count]")
    for role in GOAL["collectors"]:
        page.check(f"[name=collectors][value={role}]")
    page.fill("[name=behavior]", "improve his writing")
    page.get_by_role("button", name="Add the goal to the draft").click()
    expect(page.locator("main")).to_contain_text("cannot be seen or counted")
    expect(page.locator("[name=definition]")).to_have_value(str(GOAL["definition"]))
    assert accessibility_faults(page) == []
    page.fill("[name=behavior]", str(GOAL["behavior"]))
    page.get_by_role("button", name="Add the goal to the draft").click()

    draft = re.search(r"/drafts/[0-9a-f-]{36}/", page.url)
    assert draft is not None
    page.goto(f"{house.address}{draft.group(0)}sign/")
    expect(page.locator("main")).to_contain_text("Record how the team and the family agreed")
    expect(page.get_by_role("button", name=re.compile("^Sign version"))).to_have_count(0)
    page.goto(f"{house.address}{draft.group(0)}agreement/")
    for name in ("agreed_on", "family_member", "participants"):
        page.fill(f"[name={name}]", AGREED[name])
    page.check(f"[name=how][value={AGREED['how']}]")
    page.locator("main form button").last.click()
    page.get_by_role("button", name=re.compile("^Sign version 3")).click()
    expect(page.locator("main")).to_contain_text("Asks for a helper")

    _, tablet = house.visit("denise", "/tablet/", **PHONE)
    take_up(tablet)
    tablet.click("[data-act=start-block][data-period=P1]")
    choose(tablet, "J.T.")
    with tablet.expect_response(re.compile("/sync/v1/events")):  # 'none waiting' also stands before the tap
        tablet.locator("[data-act=count]", has_text="Asks for a helper").click()
    expect(tablet.locator("[data-act=undo]")).to_contain_text("Asks for a helper")
    expect(tablet.locator("[data-waiting]").first).to_have_attribute("data-waiting", "0", timeout=20_000)
    assert [row[0] for row in stored(house)] == ["capture"]
    page.get_by_role("link", name="Asks for a helper").first.click()
    expect(page.locator("main")).to_contain_text("1 time")

    student = re.search(r"/students/([0-9a-f-]{36})/", page.url)
    assert student is not None
    _, denise = house.visit("denise")
    refused = denise.goto(f"{house.address}{draft.group(0)}")
    assert refused is not None and refused.status == 403
    expect(denise.locator("main")).to_contain_text("A goal belongs to the IEP team")
    expect(denise.locator("main")).to_contain_text("Marcus Reyes")
    token = next(c["value"] for c in denise.context.cookies() if c["name"] == "csrftoken")
    answer = denise.request.post(
        f"{house.address}/api/v1/students/{student.group(1)}/drafts", headers={"X-CSRFToken": token}
    )
    assert answer.status == 403 and "Marcus Reyes" in answer.json()["who_can"]


def test_a_changed_goal_is_only_drafted(house: House) -> None:
    _, page = house.visit("marcus")
    page.locator("li", has_text="J.T., Asks for a break").get_by_role("link", name="Decide").click()
    page.get_by_label("Change the goal: draft an amendment").check()
    page.get_by_label("Why", exact=True).fill("The criterion was set before we knew the routine.")
    page.get_by_role("button", name="Record and sign this decision").click()
    expect(page.locator("main")).to_contain_text("Nothing has changed yet")
    _, tablet = house.visit("denise", "/tablet/", **PHONE)
    take_up(tablet)
    tablet.locator("[data-act=open-card]", has_text="J.T.").first.click()
    expect(tablet.locator("main")).to_contain_text("Nothing has changed yet")
