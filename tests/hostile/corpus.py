"""What people and programs send that nobody should: the seeds, by what they try. Each set is used in every place.

A text that tries to become part of a page carries `qz7`, so that it can be found again unescaped. Add to a set what a
new weakness taught; the drivers pick it up.
"""

from __future__ import annotations

from collections.abc import Iterator

MARK = "qz7"
PRODUCT = "62615533"
"""7919 times 7907: a page that says it has reckoned what was typed."""

MARKUP = (
    f"<b>{MARK}</b>",
    f"<script>{MARK}()</script>",
    f"</title><script>{MARK}</script>",
    f'"><img src=x onerror={MARK}>',
    f"'><svg onload={MARK}>",
    f'" autofocus onfocus={MARK} x="',
    f"' onmouseover='{MARK}'",
    f"</textarea><iframe src=//{MARK}.example></iframe>",
    f"<a href=javascript:{MARK}>x</a>",
    f"<!--{MARK}--><style>*{{}}</style>",
    f"<math><mtext><table><mglyph><style><img src={MARK}>",
    f"<form action=//{MARK}.example><button>x",
    f"]]><{MARK}/>",
    f"<meta http-equiv=refresh content=0;url=//{MARK}.example>",
    f"\u003cimg/src={MARK}\u003e",
)
SCRIPTS = (
    f"javascript:{MARK}()",
    f"JaVaScRiPt:{MARK}",
    f"data:text/html,{MARK}",
    f"';{MARK}();//",
    f"\\u003c{MARK}",
)
TEMPLATES = (
    "{{7919*7907}}",
    "{% 7919*7907 %}",
    "${7919*7907}",
    "#{7919*7907}",
    "<%= 7919*7907 %>",
    "{{settings.SECRET_KEY}}",
    "{% load log %}{% get_admin_log 10 as log %}",
    "{{request.user.password}}",
    "{0.__class__.__mro__}",
    "%(password)s %s %n %x",
    '#read("/etc/passwd")',
    "$sys.inputs$",
)
SQL = (
    "' OR '1'='1",
    "'; DROP TABLE roster_student; --",
    "1; SELECT pg_sleep(9)",
    "' UNION SELECT password FROM roster_account --",
    "\\'; --",
    "$$; --",
    "%' ESCAPE '!",
    "a' AND (SELECT pg_sleep(9)) IS NULL --",
    "\\.",
    "NULL",
)
FORMULAS = (
    '=HYPERLINK("http://x.example","a")',
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x00=1",
    '"=1',
    ",=1",
    ";=1",
    "＝1+1",
    " =1",
    "\ufeff=1",
)
UNICODE = (
    "\u202eevil\u202c",
    "\u200b\u200d\u2060",
    "e" + "\u0301" * 500,
    "\ufeff",
    "\ufffe\uffff",
    "\U0010ffff",
    "\u2028\u2029",
    "ﷺ" * 50,
    "İıſK",
    "🏳️‍🌈" * 60,
    "\x85\xa0",
    "¼²①٣",
    "\x1b[31m",
    "\x07\x08\x7f",
    "ａｂｃ",
    "a\u0000b",
)
LONELY = ("\ud800", "\udfff", "a\ud83d")
"""Halves of characters: only JSON can carry them, as an escape."""
PATHS = (
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "/etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e/%2e%2e/",
    "assets/../../src/main.ts",
    "file:///etc/passwd",
    "index.html/",
    ".",
    "//etc/passwd",
    "sw.js%00.png",
    "CON",
    "~root",
    "assets",
)
ADDRESSES = (
    "//elsewhere.example",
    "https://elsewhere.example/",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "https:elsewhere.example",
    "http:///elsewhere.example",
    " //elsewhere.example",
    "\t//elsewhere.example",
    "/\t/elsewhere.example",
    "https://localhost@elsewhere.example/",
    "https://testserver.elsewhere.example/",
    "javascript:alert(1)",
    "//elsewhere%2eexample",
    "/%2f/elsewhere.example",
    "/%09/elsewhere.example",
    "http://elsewhere.example\\@testserver/",
    "https://[::1",
)
NUMBERS = (
    "0",
    "-1",
    "-0",
    "1e309",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    "٣",
    "1,5",
    "9" * 40,
    "1." + "0" * 400 + "1",
    "2147483648",
    "9223372036854775808",
    "",
    " ",
    "1;2",
    "1e-400",
    "9" * 5000,
)
DATES = (
    "2026-02-30",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "12/31/9999",
    "1/1/1",
    "2026-10-20T00:00:00Z",
    "2026-W43-2",
    "20261020",
    "-2026-10-20",
    "02/29/2027",
    "today",
    "١٠/٢٠/٢٠٢٦",
)
IDS = (
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "{0198c0de-0000-7000-8000-000000000000}",
    "urn:uuid:0198c0de-0000-7000-8000-000000000000",
    "0198c0de000070008000000000000000",
    "0198C0DE-0000-7000-8000-00000000000G",
    "1",
    "null",
    "undefined",
    "me",
)
LINES = ("x\r\nSet-Cookie: qz7=1", "x\nX-Qz7: 1", "%0d%0aX-Qz7:%201", "x\r\n\r\n<b>qz7</b>")
SLOW = (
    "a" * 5_000 + "!",
    " " * 5_000,
    "(" * 2_000,
    "will be able to " * 400,
    "increase the number of " * 300,
    "and his " * 600,
    "\t " * 2_500,
    "every school day " * 300,
    "0" * 5_000,
    "<" * 5_000,
    '"' * 5_000,
    "x@" * 2_500,
    "-" * 5_000,
)
"""Texts on which a careless pattern takes minutes."""

SETS = {
    "markup": MARKUP,
    "scripts": SCRIPTS,
    "templates": TEMPLATES,
    "sql": SQL,
    "formulas": FORMULAS,
    "unicode": UNICODE,
    "paths": PATHS,
    "addresses": ADDRESSES,
    "numbers": NUMBERS,
    "dates": DATES,
    "ids": IDS,
    "lines": LINES,
    "slow": SLOW,
}
HUGE = 100_000

FIELDS = (
    "id",
    "pk",
    "role",
    "title",
    "reach",
    "adult",
    "adult_id",
    "student",
    "student_id",
    "school_id",
    "account",
    "username",
    "password",
    "email",
    "is_active",
    "is_staff",
    "is_superuser",
    "relation",
    "valid_from",
    "valid_to",
    "version",
    "number",
    "base_id",
    "effective_from",
    "content",
    "content_hash",
    "signed_by",
    "signed_as",
    "signed_as_id",
    "set_aside_at",
    "author_id",
    "author",
    "points_hash",
    "started_by",
    "expires_at",
    "revoked_at",
    "token_hash",
    "now",
    "today",
    "actor",
    "right",
    "__class__",
    "__proto__",
    "_state",
    "csrfmiddlewaretoken",
    "_method",
)
"""Names of columns and of what the program trusts: as an extra field none may change anything."""

HEADERS = {
    "HTTP_HOST": (
        "elsewhere.example",
        "localhost:99999",
        "testserver:80@elsewhere.example",
        "",
        "a b",
        "[::1",
        "x" * 5000,
    ),
    "HTTP_ORIGIN": ("null", "https://elsewhere.example", "", "x" * 3000),
    "HTTP_REFERER": ("https://elsewhere.example/?q=Jaylen", "javascript:1", "//", "x" * 3000),
    "HTTP_X_FORWARDED_HOST": ("elsewhere.example",),
    "HTTP_X_FORWARDED_PROTO": ("https", "javascript"),
    "HTTP_X_FORWARDED_FOR": ("127.0.0.1", "' OR 1=1 --", "1.2.3.4, " * 500),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE", "TRACE"),
    "HTTP_X_ORIGINAL_URL": ("/caseload/",),
    "HTTP_ACCEPT": ("text/html;q=" + "9" * 50, "*/*, " * 1000, "image/webp"),
    "HTTP_ACCEPT_LANGUAGE": (
        "es",
        "xx-" + "y" * 400,
        "en;q=" + "1" * 100,
        "../../../etc",
        "*" * 100,
        "es-" * 300,
    ),
    "HTTP_ACCEPT_ENCODING": ("gzip, br;q=x", "*;q=0"),
    "HTTP_COOKIE": (
        "x=" + "y" * 60_000,
        "; ".join(f"c{n}=1" for n in range(2000)),
        'a="\\073',
        "sessionid",
        "=;;=",
        "language=../../x",
    ),
    "HTTP_RANGE": ("bytes=0-0", "bytes=" + ",".join(f"{n}-" for n in range(1300)), "bytes=-1-"),
    "HTTP_IF_NONE_MATCH": ("*", '"' * 500, 'W/"x"'),
    "HTTP_IF_MODIFIED_SINCE": ("yesterday", "Mon, 99 Jan 0000 99:99:99 GMT", "0" * 2000),
    "HTTP_EXPECT": ("100-continue",),
    "HTTP_UPGRADE": ("websocket",),
    "HTTP_AUTHORIZATION": (
        "Bearer ",
        "Bearer " + "x" * 9000,
        "Basic eA==",
        "bearer\tx",
        "Bearer \xff",
        "Negotiate",
    ),
    "HTTP_X_CARRYOVER_GRANT": ("x", "x" * 9000, "\x00", "e30:e30:e30"),
    "HTTP_X_CSRFTOKEN": ("", "x" * 64, "null", "é" * 64),
    "HTTP_HX_REQUEST": ("true",),
    "HTTP_X_REQUESTED_WITH": ("XMLHttpRequest",),
    "HTTP_CONTENT_ENCODING": ("gzip", "br", "identity"),
    "HTTP_TRANSFER_ENCODING": ("chunked", "x"),
    "CONTENT_LENGTH": ("-1", "1", "99999999999", "x", ""),
}
TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/xml",
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/json; charset=utf-16",
    "text/plain",
    "application/octet-stream",
    "x" * 500,
    "",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW")


def texts() -> Iterator[tuple[str, str]]:
    """Every seed with the name of its set."""
    for name, seeds in SETS.items():
        for seed in seeds:
            yield name, seed


SEEDS = tuple(texts())
