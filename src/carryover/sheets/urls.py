"""Addresses of the day and the card."""

from __future__ import annotations

from django.urls import path

from carryover.sheets import card_views, office_views, views

app_name = "sheets"
urlpatterns = [
    path("day/", views.day, name="day"),
    path("students/<uuid:student>/card/", views.card, name="card"),
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
