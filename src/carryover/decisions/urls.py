"""Addresses of the queue, the caseload, the graph and the decision."""

from __future__ import annotations

from django.urls import path

from carryover.decisions import parts, views, workbench

app_name = "decisions"
GOAL = "students/<uuid:student>/goals/<str:goal>"
urlpatterns = [
    path("queue/", views.queue, name="queue"),
    path("parts/queue-count/", parts.queue_count, name="queue-count"),
    path("caseload/", views.caseload_page, name="caseload"),
    path(f"{GOAL}/graph/", workbench.graph, name="graph"),
    path(f"{GOAL}/graph.csv", workbench.graph_csv, name="graph-csv"),
    path(f"{GOAL}/points/<str:day>/", workbench.point, name="point"),
    path(f"{GOAL}/notes/", workbench.add_note, name="note"),
    path(f"{GOAL}/notes/<uuid:note>/take-back/", workbench.remove_note, name="note-take-back"),
    path(f"{GOAL}/decide/", views.decide, name="decide"),
    path("parts/students/<uuid:student>/strip/", parts.strip_part, name="strip-part"),
    path("parts/students/<uuid:student>/strip/<str:here>/", parts.strip_part, name="strip-part-here"),
    path(
        "parts/students/<uuid:student>/goals/<str:goal>/evidence/", parts.evidence_part, name="evidence-part"
    ),
]
