"""What a request must be like before anybody reads it; what cannot be meant is answered with a plain reason.

Promises: no room meets a name that comes twice where one value is read, a null character or an endless text in an
address, a body in a form that it does not read, or a method that nobody knows. Nothing was written when this answers,
the database was not asked, and the answer repeats nothing of the request. OWASP ASVS 5.0, 4.1, 4.2 and 15.3.7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carryover.look.forms import too_many
from carryover.site.requests import MACHINE_DOORS
from carryover.terms import Refusal

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WITH_A_BODY = ("POST", "PUT", "PATCH", "DELETE")
LONGEST_ADDRESS = 2_000  # characters of path and query together
LARGEST_FORM = 3 * 1024 * 1024
LARGEST_MESSAGE = 256 * 1024
"""What a machine may send at once, except a tablet's queue, whose own door says how much it takes."""
QUEUE = "/sync/v1/events"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Unread:
    """Why a request is not read: a status, a word for machines and a sentence for people."""

    status: int
    code: str
    why: str | Promise


NO_SUCH_METHOD = Unread(405, "method", gettext_lazy("Carryover knows no such way of asking."))
TOO_LONG = Unread(414, "address_too_long", gettext_lazy("The address is longer than any of ours."))
NULL = Unread(400, "null_character", gettext_lazy("It holds a character that no text can hold."))
NO_LENGTH = Unread(411, "length_required", gettext_lazy("The request does not say how long it is."))
TOO_LARGE = Unread(413, "too_large", gettext_lazy("It is larger than what is read at once."))
PACKED = Unread(415, "encoded", gettext_lazy("It is packed. Send it as it is."))
OTHER_TYPE = Unread(415, "content_type", gettext_lazy("It is of a type that is not read here."))
TWICE = Unread(400, "twice", gettext_lazy("One name comes twice, and only one value of it is read."))


class Readable:
    """Answers what cannot be read, in the language of the reader, before sessions and the database are asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of whoever is asked, or why nobody is."""
        if wrong := wrong_address(request) or wrong_body(request):
            return told(request, wrong)
        if request.method != "HEAD" or not _is_machine(request):
            return self.get_response(request)
        request.method = "GET"  # the doors know no HEAD; the web server leaves the body out
        answer = self.get_response(request)
        request.method = "HEAD"
        return answer

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], _args: object, _names: object
    ) -> HttpResponse | None:
        """Refuse a name that comes twice, unless the view reads it as a list."""
        twice = _repeated(request.GET) | (set() if _is_machine(request) else _repeated(request.POST))
        return told(request, TWICE) if too_many(view, twice) else None


def wrong_address(request: HttpRequest) -> Unread | None:
    """What is wrong with method, path, query and cookies, if anything."""
    query = request.META.get("QUERY_STRING", "")
    if request.method not in METHODS:
        return NO_SUCH_METHOD
    if len(request.path_info) + len(query) > LONGEST_ADDRESS:
        return TOO_LONG
    cookies = request.META.get("HTTP_COOKIE", "")
    return NULL if "\x00" in request.path_info + query + cookies or "%00" in query else None


def wrong_body(request: HttpRequest) -> Unread | None:
    """What is wrong with what is said about the body, if anything; the body itself is not touched."""
    if request.method not in WITH_A_BODY:
        return None
    length = request.META.get("CONTENT_LENGTH") or "0"
    if "Transfer-Encoding" in request.headers or not length.isdecimal():
        return NO_LENGTH
    if int(length) > _largest(request):
        return TOO_LARGE
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return PACKED
    read = (
        request.content_type in FORMS or not int(length) or _is_machine(request)
    )  # those doors ask who, then what
    return None if read else OTHER_TYPE


def told(request: HttpRequest, wrong: Unread) -> HttpResponse:
    """The reason as JSON at the machine doors, as a page elsewhere; it asks neither the session nor the database."""
    if _is_machine(request):
        answer: HttpResponse = JsonResponse(
            {"error": wrong.code, "message": str(wrong.why)}, status=wrong.status
        )
    else:
        refusal = Refusal(
            _("Send this request"),
            str(wrong.why),
            _("Go back, load the page again and try once more. Nothing was written."),
            wrong.code,
        )
        answer = HttpResponse(render_to_string("400.html", {"refusal": refusal}), status=wrong.status)
    if wrong.status == 405:
        answer.headers["Allow"] = ", ".join(METHODS)
    return answer


def _is_machine(request: HttpRequest) -> bool:
    return request.path_info.startswith(MACHINE_DOORS)


def _largest(request: HttpRequest) -> int:
    if request.path_info == QUEUE or not _is_machine(request):
        return LARGEST_FORM
    return LARGEST_MESSAGE


def _repeated(given: QueryDict) -> set[str]:
    return {name for name, values in given.lists() if len(values) > 1}
