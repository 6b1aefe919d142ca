"""A small OpenID provider of our own, over real HTTP on this machine: enough for a district to sign in, and to lie.

It keeps to OpenID Connect Core 1.0: authorization code with PKCE (S256), RS256, discovery, keys and userinfo. A test
says which account is chosen there (`claims`), and may twist the token that goes back (`twist`, `header`, `sign_with`).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "carryover", "a secret between two servers"

Claims = dict[str, Any]


def new_key() -> rsa.RSAPrivateKey:
    """A key to sign with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY = new_key()
ANOTHER_KEY = new_key()


@dataclass
class Asked:
    """One authorization that waits for its code to be exchanged."""

    redirect_uri: str
    challenge: str
    nonce: str


@dataclass
class OpenIdProvider:
    """Who answers, and how. `issued` holds the identity tokens that were given, `asked` the authorizations."""

    issuer: str = ""
    claims: Claims = field(default_factory=dict)
    in_userinfo: Claims = field(default_factory=dict)
    twist: Callable[[Claims], Claims] = lambda claims: claims
    header: Claims = field(default_factory=dict)
    algorithm: str = "RS256"
    sign_with: Any = KEY
    cancels: bool = False
    waiting: dict[str, Asked] = field(default_factory=dict)
    issued: list[str] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)

    def discovery(self) -> Claims:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> Claims:
        """Its public key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to, once somebody has chosen an account."""
        self.queries.append(query)
        back = {"state": query.get("state", "")}
        if self.cancels:
            return f"{query['redirect_uri']}?{urlencode(back | {'error': 'access_denied'})}"
        code = secrets.token_urlsafe(16)
        self.waiting[code] = Asked(
            query["redirect_uri"], query.get("code_challenge", ""), query.get("nonce", "")
        )
        return f"{query['redirect_uri']}?{urlencode(back | {'code': code, 'iss': self.issuer})}"

    def exchange(self, form: dict[str, str]) -> Claims | None:
        """The tokens of a code, once; None when anything about it is wrong."""
        asked = self.waiting.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if asked is None or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return None
        if form.get("redirect_uri") != asked.redirect_uri or challenge != asked.challenge:
            return None
        token = self.identity(asked.nonce)
        self.issued.append(token)
        return {"access_token": "open", "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def identity(self, nonce: str) -> str:
        """A signed statement of who it is."""
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        claims = self.twist({**usual, **self.claims})
        return jwt.encode(
            claims, self.sign_with, algorithm=self.algorithm, headers={"kid": "one"} | self.header
        )


class _Handler(BaseHTTPRequestHandler):
    provider: OpenIdProvider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(query))
            self.end_headers()
            return
        answers = {
            "/.well-known/openid-configuration": self.provider.discovery(),
            "/keys": self.provider.keys(),
            "/userinfo": self.provider.in_userinfo,
        }
        self._json(answers.get(parts.path), 200 if parts.path in answers else 404)

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[0] for name, values in parse_qs(text).items()}
        tokens = self.provider.exchange(form)
        self._json(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

    def _json(self, value: object, status: int) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Says nothing."""


@contextmanager
def provider() -> Iterator[OpenIdProvider]:
    """A provider that listens for as long as a test needs it."""
    answering = OpenIdProvider()
    handler = type("Handler", (_Handler,), {"provider": answering})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    answering.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield answering
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
