"""How people come in: user name and password for now, by the school's own identity provider where it has one."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from carryover.look.forms import is_path_of_ours


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the school, so nobody signs themselves up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Where somebody goes after signing in or out is a path of this site, whatever the address asks for."""
        return is_path_of_ours(url)
