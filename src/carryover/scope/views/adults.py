"""Adults: the list, one of them, entering, correcting, the role."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carryover.look.forms import GET_POST
from carryover.scope.actors import Actor
from carryover.scope.acts.adult import change_adult, enter_adult
from carryover.scope.acts.role import change_role
from carryover.scope.adults import (
    SameName,
    account_of,
    adults_of,
    answers_for,
    found_by_name,
    held_by,
    keeps_every_school,
    may_change_role,
    may_manage,
    of_the_same_name,
    one_adult,
    require_for,
    require_over,
    schools_of,
    standings,
)
from carryover.scope.forms.adult import AdultForm, RoleForm, change_form
from carryover.scope.reauth import recently_signed_in
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.turns import wait_turn
from carryover.scope.views.frame import answered, in_school, paged, sent


@GET_POST
@asks("people.see")
def adults(request: HttpRequest, school: UUID) -> HttpResponse:
    """The adults of a school by name; a name that is looked for is sent, never put into the address."""
    actor = asking(request)
    context = in_school(actor, school)
    return _listed(request, actor, context | {"here": adults_of(actor).filter(school=school)})


@GET_POST
@asks("people.see")
def adults_elsewhere(request: HttpRequest) -> HttpResponse:
    """The adults of the district who have their desk at no school, for whoever may see people at every one."""
    actor = asking(request)
    if not keeps_every_school(actor, "people.see"):
        raise Http404
    return _listed(request, actor, {"here": adults_of(actor).filter(school__isnull=True), "school": None})


def _listed(request: HttpRequest, actor: Actor, context: dict[str, object]) -> HttpResponse:
    asked = request.POST.get("name", "").replace("\x00", "").strip()[:80]
    listed = found_by_name(context.pop("here"), asked)  # type: ignore[arg-type]
    page = paged(request, listed)
    context |= {"page": page, "rows": standings(page.rows), "asked": asked}
    return answered(request, "adults", context | {"manages": bool(schools_of(actor, "people.manage"))})


@GET_POST
@asks("people.manage")
def adult_new(request: HttpRequest, school: UUID) -> HttpResponse:
    """Enter an adult; one of the same name is asked about before anything is written."""
    actor = asking(request)
    context = in_school(actor, school)
    form = AdultForm(sent(request), schools=schools_of(actor, "people.manage"), home=school)
    same: list[SameName] = []
    if form.is_valid():
        facts = form.facts()
        wait_turn([f"enter {facts.given} {facts.family}".casefold()])
        same = of_the_same_name(actor, facts.given, facts.family)
        if not same or form.cleaned_data["seen"] == _shown(same):
            made = enter_adult(actor, facts)
            messages.success(request, _("%(who)s is entered. Now the account can be made.") % {"who": made})
            return redirect("scope:adult", made.id)
    context |= {"form": form, "same": same, "shown": _shown(same)}
    return answered(request, "adult_new", context, wrong=bool(form.errors or same))


@require_safe
@asks("people.see")
def adult(request: HttpRequest, adult: UUID) -> HttpResponse:
    """One adult: who they are, whether they can sign in, which schools they answer for, and how much they hold."""
    actor = asking(request)
    found = one_adult(actor, adult)
    manages = may_manage(actor, found)
    context = {
        "adult": found,
        "school": found.school,
        "account": account_of(found),
        "over": answers_for(actor, found),
        "manages": manages,
        "changes_role": may_change_role(actor, found),
        "own": found.id == actor.adult.id,
        "held": held_by(found.id) if manages else {},
    }
    return answered(request, "adult", context)


@GET_POST
@asks("people.manage")
def adult_change(request: HttpRequest, adult: UUID) -> HttpResponse:
    """Correct name, title, reach, and where the desk is."""
    actor = asking(request)
    found = one_adult(actor, adult)
    require_for(actor, "people.manage", found)
    form = change_form(sent(request), found, schools_of(actor, "people.manage"))
    if form.is_valid():
        change_adult(actor, found, form.facts())
        messages.success(request, _("Saved."))
        return redirect("scope:adult", found.id)
    context = {"form": form, "adult": found, "school": found.school}
    return answered(request, "adult_change", context, wrong=bool(form.errors))


@GET_POST
@asks("people.manage")
@recently_signed_in
def adult_role(request: HttpRequest, adult: UUID) -> HttpResponse:
    """Another role: it changes what the adult may do from the next request on."""
    actor = asking(request)
    found = one_adult(actor, adult)
    require_for(actor, "people.manage", found)
    require_over(actor, found)
    over = answers_for(actor, found)
    schools = schools_of(actor, "role.change")
    form = RoleForm(
        sent(request), schools=schools, over=frozenset(each.id for each in over), initial={"role": found.role}
    )
    if form.is_valid():
        change_role(actor, found, form.cleaned_data["role"], form.chosen())
        messages.success(request, _("Changed. It holds from the next page that they open."))
        return redirect("scope:adult", found.id)
    context = {"form": form, "adult": found, "school": found.school}
    return answered(request, "adult_role", context, wrong=bool(form.errors))


def _shown(same: list[SameName]) -> str:
    """What stands on the page of a warning, so that another one is shown again."""
    return ",".join(str(each.adult.id) if each.adult else "elsewhere" for each in same)
