"""Choosing one's own password before anything else, when the office gave one that is good once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from carryover.journal.acts import record
from carryover.look.forms import GET_POST
from carryover.scope.requests import asking, keep_writes, moment
from carryover.scope.routes import for_anyone_signed_in

OPEN = ("own_password", "account_logout", "set_language", "look:display")
"""What somebody may do who has not chosen a password yet."""


class OwnPasswordForm(forms.Form):
    """A password that nobody else knows, typed twice."""

    first = forms.CharField(
        label=_("Your own password"),
        help_text=_("At least twelve characters. Several words are easier to type than few signs."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        strip=False,
        error_messages={"required": _("Choose a password")},
    )
    second = forms.CharField(
        label=_("Once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        strip=False,
        error_messages={"required": _("Type it once more")},
    )

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def clean_first(self) -> str:
        """Long enough, not a common one, and not the one from the office."""
        chosen: str = self.cleaned_data["first"]
        validate_password(chosen, self.account)
        if self.account.check_password(chosen):
            raise forms.ValidationError(
                _("This is the password from the office. Choose one that only you know")
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        given = super().clean() or {}
        if given.get("first") and given.get("second") and given["first"] != given["second"]:
            self.add_error("second", _("The two are not the same"))
        return given


def first_of_all(request: HttpRequest) -> HttpResponse | None:
    """Where somebody goes who signed in with a password that is good once; None for everybody else.

    A password that the office gave too long ago opens nothing.
    """
    until = getattr(request.user, "once_until", None)
    named = request.resolver_match.view_name if request.resolver_match else ""
    if until is None or (named in OPEN and moment(request) < until):
        return None
    if moment(request) < until:
        return redirect("own_password")
    logout(request)
    answer = render(request, "account/once_over.html", status=403)
    return keep_writes(answer)  # the session's end


@sensitive_post_parameters("first", "second")
@never_cache
@for_anyone_signed_in("one's own password")
@GET_POST
def own_password(request: HttpRequest) -> HttpResponse:
    """Choose one's own password; from then on the account is one's own."""
    account: Any = request.user
    if account.once_until is None:
        return redirect("home")
    form = OwnPasswordForm(request.POST if request.method == "POST" else None, account=account)
    if form.is_valid():
        account.set_password(form.cleaned_data["first"])
        account.once_until = None
        account.save(update_fields=["password", "once_until"])
        update_session_auth_hash(request, account)
        actor = asking(request)
        record(
            at=actor.now, actor=actor.key, right="self", act="password.choose", thing=("account", account.id)
        )
        return redirect("home")
    return render(request, "account/own_password.html", {"form": form}, status=422 if form.errors else 200)
