"""Addresses of the day and the card."""

from __future__ import annotations

from django.urls import path

from carryover.sheets import card_views, concern_pages, guidance_pages, office_views, readback_pages, views

app_name = "sheets"
STUDENT = "students/<uuid:student>"
urlpatterns = [
    path("day/", views.day, name="day"),
    path("students/<uuid:student>/card/", views.card, name="card"),
    path(f"{STUDENT}/card/questions/", readback_pages.card_questions, name="questions"),
    path(f"{STUDENT}/card/readers/", readback_pages.card_readers, name="readers"),
    path(f"{STUDENT}/guidance/", guidance_pages.guidance, name="guidance"),
    path(f"{STUDENT}/guidance/take-over/", guidance_pages.guidance_take_over, name="guidance-take-over"),
    path(
        f"{STUDENT}/guidance/<uuid:line>/withdraw/",
        guidance_pages.guidance_withdraw,
        name="guidance-withdraw",
    ),
    path(f"{STUDENT}/concerns/", concern_pages.concern_list, name="concerns"),
    path(f"{STUDENT}/concerns/raise/", concern_pages.concern_raise, name="concern-raise"),
    path("concerns/<uuid:concern>/", concern_pages.concern, name="concern"),
    path("parts/students/<uuid:student>/today/", views.today_part, name="today-part"),
    path("day/substitute/", office_views.make_own, name="make-own-card"),
    path("substitutes/", office_views.offices, name="substitutes"),
    path("substitutes/<uuid:school>/", office_views.absent, name="absent"),
    path("substitutes/<uuid:school>/<uuid:adult>/", office_views.make, name="make-card"),
    path("substitutes/cards/<uuid:card>/end/", office_views.end, name="end-card"),
    path("s/", card_views.card, name="substitute-card"),
    path("s/read/", card_views.acknowledge, name="substitute-read"),
    path("s/<path:secret>", card_views.exchange, name="substitute-link"),
]
