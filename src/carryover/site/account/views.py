"""'Sign-in and security': a person's own means to sign in, and their own open sessions."""

from __future__ import annotations

from uuid import UUID

from allauth.account.internal.flows.password_change import finalize_password_change
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.internal import flows as totp
from allauth.mfa.webauthn.internal import auth as webauthn_auth
from allauth.mfa.webauthn.internal import flows as webauthn
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from carryover.journal.acts import record
from carryover.look.forms import GET_POST
from carryover.look.qr import qr_svg
from carryover.scope.actors import Actor
from carryover.scope.machines import may_keep
from carryover.scope.reauth import recently_signed_in
from carryover.scope.requests import moment
from carryover.site.account import second_step, sessions
from carryover.site.account.adapters import MfaAdapter
from carryover.site.account.forms import ActivateTOTPForm, AddPasskeyForm, ChangePasswordForm, NameForm
from carryover.site.account.whose import key_of, owner

PASSKEY, APP, CODES = (
    Authenticator.Type.WEBAUTHN,
    Authenticator.Type.TOTP,
    Authenticator.Type.RECOVERY_CODES,
)


@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Everything by which this person signs in, and where they are signed in now."""
    mine = Authenticator.objects.filter(user=request.user).order_by("created_at")
    codes = next((each for each in mine if each.type == CODES), None)
    actor = getattr(request, "actor", None)
    linked = SocialAccount.objects.filter(user=request.user).order_by("date_joined")
    context = {
        "passkeys": [each for each in mine if each.type == PASSKEY],
        "app": next((each for each in mine if each.type == APP), None),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "has_password": owner(request).has_usable_password(),
        "missing": second_step.is_missing(request),
        "links": [(each, settings.SIGN_IN.providers.get(each.provider)) for each in linked],
        "keeps_services": isinstance(actor, Actor) and may_keep(actor),
        "sessions": sessions.open_sessions(owner(request), request.session, moment(request)),
    }
    return render(request, "account/security.html", context)


@never_cache
@GET_POST
@recently_signed_in
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device or a key, and name it."""
    form = AddPasskeyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = form.cleaned_data
        _note(request, "means.add", ("means", PASSKEY))
        _passkey, codes = webauthn.add_authenticator(request, made["name"][:60], made["credential"])
        return _done(request, codes, _("The passkey is set up."))
    options = webauthn_auth.begin_registration(request.user, True)
    return render(request, "account/passkey_add.html", {"form": form, "options": options})


@require_POST
@recently_signed_in
def rename_passkey(request: HttpRequest, key: int) -> HttpResponse:
    """Call a passkey by another name."""
    found = get_object_or_404(Authenticator, user=request.user, type=PASSKEY, pk=key)
    form = NameForm(request.POST)
    if form.is_valid():
        webauthn.rename_authenticator(request, found, form.cleaned_data["name"])
        messages.success(request, _("The passkey has its new name."))
    else:
        messages.warning(request, _("Enter a name for this passkey"))
    return redirect("account_security")


@require_POST
@recently_signed_in
def remove_passkey(request: HttpRequest, key: int) -> HttpResponse:
    """A passkey that is lost or no longer used opens nothing from now on."""
    found = get_object_or_404(Authenticator, user=request.user, type=PASSKEY, pk=key)
    return _removed(request, found, _("The passkey is removed. Delete it on the device too."))


@never_cache
@GET_POST
@recently_signed_in
def add_app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: scan or type the key, then prove that it works."""
    if Authenticator.objects.filter(user=request.user, type=APP).exists():
        messages.info(request, _("An authenticator app is set up already. Remove it to set up another one."))
        return redirect("account_security")
    form = ActivateTOTPForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        _note(request, "means.add", ("means", APP))
        _app, codes = totp.activate_totp(request, form)
        return _done(request, codes, _("The authenticator app is set up."))
    address = MfaAdapter().build_totp_url(request.user, form.secret)
    secret = " ".join(form.secret[i : i + 4] for i in range(0, len(form.secret), 4))
    return render(
        request, "account/app_add.html", {"form": form, "picture": qr_svg(address), "secret": secret}
    )


@require_POST
@recently_signed_in
def remove_app(request: HttpRequest) -> HttpResponse:
    """The codes of the app open nothing from now on."""
    found = get_object_or_404(Authenticator, user=request.user, type=APP)
    return _removed(request, found, _("The authenticator app is removed."))


@require_POST
@recently_signed_in
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown this once; the old ones open nothing from now on."""
    if not second_step.has(owner(request)):
        raise Http404
    _note(request, "means.renew", ("means", CODES))
    return _codes(request, generate_recovery_codes(request))


@never_cache
@sensitive_post_parameters()
@GET_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session ends with it."""
    if not owner(request).has_usable_password():
        raise Http404
    form = ChangePasswordForm(owner(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        request.try_passed = True  # type: ignore[attr-defined]
        _note(request, "password.change", ("account", owner(request).pk))
        finalize_password_change(request, form.user)
        sessions.end_others(owner(request), request.session)
        messages.success(request, _("Your password is changed. Every other session of yours has ended."))
        return redirect("account_security")
    return render(request, "account/password_change.html", {"form": form})


@require_POST
def end_session(request: HttpRequest, public: UUID) -> HttpResponse:
    """End one of one's own sessions, wherever it is."""
    if not sessions.end_one(owner(request), public):
        raise Http404
    _note(request, "session.end", ("session", public))
    messages.success(request, _("That session has ended."))
    return redirect("account_security")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End every session of one's own except this one."""
    ended = sessions.end_others(owner(request), request.session)
    _note(request, "session.end_others", ("account", owner(request).pk))
    told = ngettext("%(n)s other session has ended.", "%(n)s other sessions have ended.", ended)
    messages.success(request, told % {"n": ended})
    return redirect("account_security")


@require_POST
@recently_signed_in
def unlink(request: HttpRequest, key: int) -> HttpResponse:
    """The provider's sign-in no longer opens this account; the next one has to be linked again."""
    found = get_object_or_404(SocialAccount, user=request.user, pk=key)
    if not owner(request).has_usable_password() and not second_step.has(owner(request)):
        messages.warning(request, _("This is your only way in. Add a passkey first."))
        return redirect("account_security")
    found.delete()
    _note(request, "provider.unlink", ("account", owner(request).pk))
    messages.success(request, _("The sign-in is no longer linked."))
    return redirect("account_security")


def _done(request: HttpRequest, codes: Authenticator | None, told: str) -> HttpResponse:
    """After the first means the recovery codes are shown, this once; after a further one, the page again."""
    if codes is None:
        messages.success(request, told)
        return redirect("account_security")
    return _codes(request, codes)


def _codes(request: HttpRequest, codes: Authenticator) -> HttpResponse:
    context = {"codes": codes.wrap().get_unused_codes()}
    response = render(request, "account/codes.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _removed(request: HttpRequest, found: Authenticator, told: str) -> HttpResponse:
    _note(request, "means.remove", ("means", found.type))
    delete_and_cleanup(request, found)
    messages.success(request, told)
    return redirect("account_security")


def _note(request: HttpRequest, entry: str, thing: tuple[str, object]) -> None:
    record(at=moment(request), actor=key_of(owner(request)), right="self", act=entry, thing=thing)
