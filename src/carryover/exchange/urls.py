"""Where a file is brought in."""

from __future__ import annotations

from django.urls import path

from carryover.exchange import views

app_name = "exchange"

urlpatterns = [
    path("schools/<uuid:school>/bring-in/", views.choose, name="bring-in"),
    path("schools/<uuid:school>/bring-in/apply/", views.apply, name="apply"),
    path("schools/<uuid:school>/bring-in/people.csv", views.template, name="template"),
]
