"""Addresses of the room: the style page and the choice of a light or dark display."""

from __future__ import annotations

from django.urls import path

from carryover.look import views

app_name = "look"

urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("display/", views.display, name="display"),
]
