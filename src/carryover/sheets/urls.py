"""Addresses of the day and the card."""

from __future__ import annotations

from django.urls import path

from carryover.sheets import views

app_name = "sheets"
urlpatterns = [
    path("day/", views.day, name="day"),
    path("students/<uuid:student>/card/", views.card, name="card"),
    path("parts/students/<uuid:student>/today/", views.today_part, name="today-part"),
]
