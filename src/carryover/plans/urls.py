"""Where the plan's screens are."""

from __future__ import annotations

from django.urls import path

from carryover.plans.views import card, draft, plan, sealed, sign, student, team_note

app_name = "plans"

urlpatterns = [
    path("students/<uuid:student>/", student.student, name="student"),
    path("students/<uuid:student>/plan/", plan.plan, name="plan"),
    path("students/<uuid:student>/drafts/", plan.draft_new, name="draft-new"),
    path("students/<uuid:student>/sealed/", sealed.notes, name="sealed"),
    path("students/<uuid:student>/sealed/new/", sealed.write, name="sealed-new"),
    path("students/<uuid:student>/sealed/<uuid:note>/", sealed.opened, name="sealed-open"),
    path("students/<uuid:student>/sealed/<uuid:note>/instead/", sealed.write, name="sealed-instead"),
    path("students/<uuid:student>/team-notes/", team_note.write, name="team-note"),
    path("parts/students/<uuid:student>/team-notes/", team_note.part, name="team-notes-part"),
    path("parts/adults/<uuid:adult>/drafts/", plan.drafts_held, name="drafts-held-part"),
    path("plan-versions/<uuid:version>/", plan.version, name="version"),
    path("drafts/<uuid:draft>/", draft.draft, name="draft"),
    path("drafts/<uuid:draft>/goals/new/", draft.goal, name="goal-new"),
    path("drafts/<uuid:draft>/goals/<str:goal>/", draft.goal, name="goal-edit"),
    path("drafts/<uuid:draft>/card/", card.lines, name="card"),
    path("drafts/<uuid:draft>/card/new/", card.line, name="line-new"),
    path("drafts/<uuid:draft>/card/lines/<str:line>/", card.line, name="line-edit"),
    path("drafts/<uuid:draft>/card/lines/<str:line>/take-out/", card.line_out, name="line-out"),
    path("drafts/<uuid:draft>/card/care/", card.care, name="care-new"),
    path("drafts/<uuid:draft>/card/care/<str:care>/take-out/", card.care_out, name="care-out"),
    path("drafts/<uuid:draft>/agreement/", draft.agreement, name="agreement"),
    path("drafts/<uuid:draft>/sign/", sign.sign, name="sign"),
    path("drafts/<uuid:draft>/set-aside/", draft.aside, name="set-aside"),
]
