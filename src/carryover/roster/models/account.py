"""Accounts: what signs in. Rights come from the adult's role and relationships, never from the account."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from carryover.roster.models.people import Adult


class Account(AbstractBaseUser):
    """A sign-in of one adult, by user name; the school's identity provider may own it later.

    While `once_until` says a moment, the password is one that the office gave: good until then, to choose one's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    adult = models.OneToOneField(Adult, on_delete=models.PROTECT, null=True, related_name="account")
    language = models.CharField(max_length=8, blank=True, default="")  # empty: as the browser asks
    is_active = models.BooleanField(default=True)
    once_until = models.DateTimeField(null=True)

    objects = BaseUserManager["Account"]()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.username
