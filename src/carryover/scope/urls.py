"""Addresses of rights: ids and codes, never a name."""

from __future__ import annotations

from django.urls import path

from carryover.scope.views import emergency, looked, whom

app_name = "scope"
STUDENT = "students/<uuid:student>"
urlpatterns = [
    path("whom/", whom.page, name="whom"),
    path("whom/find/", whom.find, name="find"),
    path("parts/whom/count/", whom.count, name="whom-count"),
    path(f"{STUDENT}/looked/", looked.looked, name="looked"),
    path(f"{STUDENT}/disclosures/new/", looked.disclosure, name="disclosure-new"),
    path(f"{STUDENT}/disclosures/<uuid:entry_id>/correct/", looked.disclosure, name="disclosure-correct"),
    path("family-access/", looked.family_access, name="family-access"),
    path("emergency/", emergency.claim, name="glass"),
    path("emergency/reviews/", emergency.reviews, name="glass-reviews"),
    path("emergency/<uuid:claim>/", emergency.running_claim, name="glass-running"),
    path("emergency/<uuid:claim>/end/", emergency.end, name="glass-end"),
    path("emergency/<uuid:claim>/review/", emergency.review_claim, name="glass-review"),
    path("parts/emergency/banner/", emergency.banner, name="glass-banner"),
    path("parts/emergency/tasks/", emergency.tasks, name="glass-tasks"),
]
