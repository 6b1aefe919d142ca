"""Addresses of documents: an opaque id, never a name or a word about a student."""

from __future__ import annotations

from django.urls import path

from carryover.documents import copies, handed_over, stored, views

app_name = "documents"
urlpatterns = [
    path("students/<uuid:student>/report/", views.report, name="report"),
    path("students/<uuid:student>/report/check/", views.report_check, name="report-check"),
    path("students/<uuid:student>/access/", copies.access_copy, name="access"),
    path("students/<uuid:student>/issued/", copies.issued_list, name="issued-list"),
    path("parts/students/<uuid:student>/", stored.list_part, name="list-part"),
    path("data-sheet/<uuid:student>/", stored.data_sheet_of, name="data-sheet"),
    path("data-sheets/", stored.data_sheets, name="data-sheets"),
    path("plans/<uuid:version>/", stored.plan_pdf, name="plan"),
    path("substitute-card/<uuid:card>/", handed_over.substitute_card, name="substitute-card"),
    path("<uuid:document>/", stored.issued_pdf, name="issued"),
    path("<uuid:document>/about/", stored.about, name="about"),
]
