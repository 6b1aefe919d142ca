"""Nadia seals a reason; Denise reads what to do and whom to ask, and the reason nowhere."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser import accessibility_faults
from journeys.conftest import House

REASON = "Canary-reason-40817: a move in the night, and nobody at school may say so."
DO, AVOID = "Sit beside him, not across.", "Do not ask where he lives now."


def test_denise_sees_the_line_and_not_the_reason(house: House) -> None:
    profile, page = house.visit("nadia", "/whom/", viewport={"width": 1366, "height": 768})
    page.get_by_role("link", name=re.compile(r"^Sealed notes\s*: Jaylen T\.")).click()
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Write a sealed note").click()
    page.get_by_label("Protection").check()
    page.get_by_label("The reason").fill(REASON)
    page.get_by_label("What to do").fill(DO)
    page.get_by_label("What to avoid").fill(AVOID)
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Seal it").click()
    expect(page.get_by_text("Sealed. The lines below it stand on the card from now on.")).to_be_visible()
    assert REASON not in page.content()

    page.get_by_role("link", name=re.compile(r"^Open the reason\s*: protection, Tue Oct 20")).click()
    assert REASON not in page.content()
    sealed = page.url
    page.get_by_label("to plan support or safety").check()
    page.get_by_role("button", name="Open the reason").click()
    expect(page.get_by_text(REASON)).to_be_visible()
    assert accessibility_faults(page) == []
    profile.close()

    profile, page = house.visit("denise", "/day/", viewport={"width": 360, "height": 640})
    student = re.search(r"/students/([0-9a-f-]{36})/", sealed)
    assert student is not None
    page.goto(f"{house.address}/students/{student[1]}/card/")
    expect(page.get_by_text(DO)).to_be_visible()
    expect(page.get_by_text(AVOID)).to_be_visible()
    expect(page.get_by_text("The reason is sealed · ask Nadia Brooks").first).to_be_visible()
    assert accessibility_faults(page) == []
    for address in (
        sealed.removeprefix(house.address),
        f"/students/{student[1]}/sealed/",
        f"/students/{student[1]}/looked/",
        f"/api/v1/students/{student[1]}/plan",
        f"/documents/data-sheet/{student[1]}/",
        f"/students/{student[1]}/card/?size=pocket",
    ):
        answer = page.request.get(house.address + address)
        assert b"Canary-reason" not in answer.body(), address
        assert answer.status == 200 or answer.status in (403, 404)
    assert page.request.post(sealed, form={"purpose": "support"}).status in (403, 404)
    profile.close()

    profile, page = house.visit("marcus", f"/students/{student[1]}/looked/")
    expect(page.get_by_text("opened a sealed note")).to_be_visible()
    expect(page.get_by_text("wrote a sealed note").first).to_be_visible()
    assert "Canary-reason" not in page.content() and "protection" not in page.locator("main").inner_text()
    profile.close()
