"""The fixed permission model's roles. Titles are local labels; changing a label changes no right (D75)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What an adult is to the school, as far as rights go."""

    PARAPROFESSIONAL = "paraprofessional", _("Paraprofessional")
    BEHAVIOR_TECHNICIAN = "behavior_technician", _("Behavior technician")
    INTERVENTION_SPECIALIST = "intervention_specialist", _("Intervention specialist")
    TEACHER = "teacher", _("General-education teacher")
    BEHAVIOR_ANALYST = "behavior_analyst", _("Behavior analyst")
    RELATED_SERVICE = "related_service", _("Related-service provider")
    PSYCHOLOGIST = "psychologist", _("School psychologist")
    COUNSELOR = "counselor", _("Counselor or social worker")
    NURSE = "nurse", _("Nurse")
    BUILDING_ADMINISTRATOR = "building_administrator", _("Building administrator")
    DISTRICT_ADMINISTRATOR = "district_administrator", _("District administrator")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    IT = "it", _("IT administrator")
    SUBSTITUTE = "substitute", _("Substitute")
    CONTRACTOR = "contractor", _("Agency contractor")
    EXTERNAL_EVALUATOR = "external_evaluator", _("External evaluator")
    AUDITOR = "auditor", _("Auditor")
    GUARDIAN = "guardian", _("Parent or guardian")
    ELIGIBLE_STUDENT = "eligible_student", _("Adult student")


COLLECTING_ROLES = (
    Role.PARAPROFESSIONAL,
    Role.BEHAVIOR_TECHNICIAN,
    Role.INTERVENTION_SPECIALIST,
    Role.TEACHER,
    Role.BEHAVIOR_ANALYST,
    Role.RELATED_SERVICE,
)
"""Roles that a goal may name as the ones who collect its data."""

STAFF_ROLES = (
    Role.PARAPROFESSIONAL,
    Role.BEHAVIOR_TECHNICIAN,
    Role.INTERVENTION_SPECIALIST,
    Role.TEACHER,
    Role.BEHAVIOR_ANALYST,
    Role.RELATED_SERVICE,
    Role.PSYCHOLOGIST,
    Role.COUNSELOR,
    Role.NURSE,
    Role.BUILDING_ADMINISTRATOR,
    Role.DISTRICT_ADMINISTRATOR,
)
"""Roles of those whom the school itself employs to work with students."""

SCHOOL_WIDE_ROLES = (Role.BUILDING_ADMINISTRATOR, Role.DISTRICT_ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.IT)
"""Roles that come with rights over whole schools."""

FAMILY_ROLES = (Role.GUARDIAN, Role.ELIGIBLE_STUDENT)
"""Roles of those whose account comes from a student's family page, not from the list of adults."""

PASSING_ROLES = (Role.SUBSTITUTE, Role.CONTRACTOR, Role.EXTERNAL_EVALUATOR, Role.AUDITOR)
"""Roles whose account opens nothing once the last relationship has ended."""
