"""Where the school's screens are."""

from __future__ import annotations

from django.urls import path

from carryover.scope.views import accounts, adults, calendar, classes, family, school, students, team

app_name = "scope"
SCHOOL, STUDENT, ADULT = "schools/<uuid:school>", "students/<uuid:student>", "schools/adults/<uuid:adult>"
GUARDIAN, CLASS = f"{STUDENT}/family/<uuid:guardian>", "schools/classes/<uuid:klass>"

urlpatterns = [
    path("schools/", school.schools, name="schools"),
    path(f"{SCHOOL}/", school.school, name="school"),
    path(f"{SCHOOL}/staff-with-access/", school.staff, name="staff"),
    path("schools/titles/", school.titles, name="titles"),
    path(f"{SCHOOL}/adults/", adults.adults, name="adults"),
    path(f"{SCHOOL}/adults/new/", adults.adult_new, name="adult-new"),
    path("schools/adults/", adults.adults_elsewhere, name="adults-elsewhere"),
    path(f"{ADULT}/", adults.adult, name="adult"),
    path(f"{ADULT}/change/", adults.adult_change, name="adult-change"),
    path(f"{ADULT}/role/", adults.adult_role, name="adult-role"),
    path(f"{ADULT}/account/", accounts.account_new, name="account-new"),
    path(f"{ADULT}/account/password/", accounts.account_password, name="account-password"),
    path(f"{ADULT}/account/close/", accounts.account_close, name="account-close"),
    path(f"{ADULT}/account/open/", accounts.account_open, name="account-open"),
    path(f"{ADULT}/hand-over/", accounts.leaving, name="leaving"),
    path(f"{SCHOOL}/students/", students.students, name="students"),
    path(f"{SCHOOL}/students/new/", students.student_new, name="student-new"),
    path(f"{STUDENT}/change/", students.student_change, name="student-change"),
    path(f"{STUDENT}/enrollment/", students.enrollment, name="enrollment"),
    path(f"{STUDENT}/case-manager/", students.case_manager, name="case-manager"),
    path(f"{STUDENT}/team/", team.team, name="team"),
    path(f"{STUDENT}/team/<uuid:link>/end/", team.assignment_end, name="assignment-end"),
    path(f"{STUDENT}/who-may-see/", team.who, name="who"),
    path(f"{STUDENT}/family/", family.family, name="family"),
    path(f"{STUDENT}/family/new/", family.guardian_new, name="guardian-new"),
    path(f"{STUDENT}/family/account/", family.learner_account, name="learner-account"),
    path(f"{STUDENT}/family/password/<uuid:adult>/", family.family_password, name="family-password"),
    path(f"{GUARDIAN}/", family.guardian_change, name="guardian"),
    path(f"{GUARDIAN}/end/", family.guardian_end, name="guardian-end"),
    path(f"{GUARDIAN}/account/", family.guardian_account, name="guardian-account"),
    path(f"{GUARDIAN}/papers/new/", family.paper_new, name="paper-new"),
    path(f"{STUDENT}/papers/<uuid:paper>/end/", family.paper_end, name="paper-end"),
    path(f"{SCHOOL}/classes/", classes.classes, name="classes"),
    path(f"{SCHOOL}/classes/new/", classes.class_new, name="class-new"),
    path(f"{CLASS}/", classes.one, name="class"),
    path(f"{CLASS}/change/", classes.class_change, name="class-change"),
    path(f"{CLASS}/students/", classes.class_join, name="class-join"),
    path(f"{CLASS}/leave/", classes.class_leave, name="class-leave"),
    path(f"{CLASS}/assign/", classes.class_assign, name="class-assign"),
    path(f"{SCHOOL}/calendar/", calendar.calendar, name="calendar"),
    path(f"{SCHOOL}/bells/new/", calendar.bells, name="bells-new"),
    path(f"{SCHOOL}/bells/<uuid:bells>/", calendar.bells, name="bells"),
]
