"""Where the screens of training are."""

from __future__ import annotations

from django.urls import path

from carryover.staff.views import parts, student, training, wallet

app_name = "staff"
OF_STUDENT = "students/<uuid:student>/training"

urlpatterns = [
    path("my-training/", wallet.mine, name="mine"),
    path("training/", wallet.school, name="school"),
    path("training/adults/<uuid:adult>/", wallet.adult, name="adult"),
    path("training/certificates/<uuid:certificate>/end/", wallet.end, name="certificate-end"),
    path("training/competencies/", wallet.competency, name="competencies"),
    path("training/competencies/<uuid:competency>/retire/", wallet.retire, name="retire"),
    path(f"{OF_STUDENT}/", student.student, name="student"),
    path(f"{OF_STUDENT}/ready/", student.ready, name="ready"),
    path(f"{OF_STUDENT}/requirements/", student.requirement_new, name="requirement-new"),
    path(
        f"{OF_STUDENT}/requirements/<uuid:requirement>/end/", student.requirement_end, name="requirement-end"
    ),
    path(f"{OF_STUDENT}/overrides/", student.override_new, name="override-new"),
    path(f"{OF_STUDENT}/overrides/for/<uuid:adult>/", student.override_new, name="override-for"),
    path(f"{OF_STUDENT}/overrides/<uuid:override>/end/", student.override_end, name="override-end"),
    path(f"{OF_STUDENT}/begin/", training.begin, name="begin"),
    path("trainings/<uuid:training>/", training.page, name="training"),
    path("trainings/<uuid:training>/steps/<str:kind>/", training.step, name="step"),
    path("trainings/<uuid:training>/observe/", training.observation, name="observe"),
    path("trainings/<uuid:training>/take-back/<uuid:step>/", training.take_back, name="take-back"),
    path("trainings/<uuid:training>/set-aside/", training.aside, name="set-aside"),
    path("trainings/<uuid:training>/sign/", training.sign, name="sign"),
    path("parts/students/<uuid:student>/training/", parts.student_part, name="student-part"),
    path("parts/training/", parts.today_part, name="today-part"),
    path("parts/my-training/", parts.mine_part, name="mine-part"),
]
