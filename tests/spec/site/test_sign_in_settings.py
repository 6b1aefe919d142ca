"""The file that says how people come in: understood whole, or told where it is wrong; never half."""

from __future__ import annotations

from pathlib import Path

import pytest

from carryover.roster.roles import Role
from carryover.site.account.config import WITHOUT_SECOND_STEP, SignIn, read
from carryover.site.home import CannotStart, Home

GOOGLE = """
[providers.google]
kind = "google"
client_id = "id"
client_secret_from = "GOOGLE_SECRET"
domain = "cedarvale.example"
"""
OIDC = """
[providers.school]
name = "Cedarvale"
discovery = "https://id.cedarvale.example"
client_id = "id"
client_secret = "s"
claim = "org"
value = "cedarvale"
"""


def understood(folder: Path, text: str, mode: str = "production", **env: str) -> SignIn:
    """What such a file means."""
    (folder / "sign-in.toml").write_text(text, encoding="utf-8")
    return read(Home(folder, folder / "sockets"), env, mode)


class TestTheSecondStep:
    def test_without_a_file_everybody_needs_one_but_those_who_are_with_students(self, tmp_path: Path) -> None:
        found = read(Home(tmp_path, tmp_path / "sockets"), {}, "production")
        assert found.second_step == frozenset(map(str, Role.values)) - WITHOUT_SECOND_STEP
        assert {"paraprofessional", "behavior_technician", "substitute"} == set(WITHOUT_SECOND_STEP)

    def test_in_a_demo_nobody_does(self, tmp_path: Path) -> None:
        assert read(Home(tmp_path, tmp_path / "sockets"), {}, "demo").second_step == frozenset()

    def test_a_district_names_its_own(self, tmp_path: Path) -> None:
        found = understood(tmp_path, 'without_second_step = ["substitute"]')
        assert "paraprofessional" in found.second_step and "substitute" not in found.second_step

    @pytest.mark.parametrize(("said", "number"), [("everybody", len(Role.values)), ("nobody", 0)])
    def test_the_environment_has_the_last_word(self, tmp_path: Path, said: str, number: int) -> None:
        assert len(understood(tmp_path, "", CARRYOVER_SECOND_STEP=said).second_step) == number


class TestProviders:
    def test_google_is_known_by_its_kind_and_the_secret_stays_out_of_the_file(self, tmp_path: Path) -> None:
        google = understood(tmp_path, GOOGLE, GOOGLE_SECRET="hush").providers["google"]
        assert (google.discovery, google.claim, google.value) == (
            "https://accounts.google.com", "hd", "cedarvale.example",
        )  # fmt: skip
        assert google.client_secret == "hush" and "hush" not in repr(google)

    def test_microsoft_is_asked_at_its_own_tenant_only(self, tmp_path: Path) -> None:
        text = GOOGLE.replace("google", "microsoft") + 'tenant = "7c9e6679"\n'
        found = understood(tmp_path, text, GOOGLE_SECRET="hush").providers["microsoft"]
        assert found.discovery == "https://login.microsoftonline.com/7c9e6679/v2.0"
        assert (found.claim, found.value, found.domain) == ("tid", "7c9e6679", "cedarvale.example")

    def test_clever_and_any_other(self, tmp_path: Path) -> None:
        clever = (
            '[providers.clever]\nkind = "clever"\nclient_id = "i"\nclient_secret = "s"\ndistrict = "d1"\n'
        )
        found = understood(tmp_path, clever + OIDC).providers
        assert (found["clever"].claim, found["clever"].value) == ("district", "d1")
        assert (found["school"].claim, found["school"].value) == ("org", "cedarvale")

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("nonsense = 1", "'nonsense' is not known here"),
            ("providers = 3", "providers must be tables"),
            ("[[[", "cannot be read"),
            ("without_second_step = ['wizard']", "without_second_step must be a list of roles"),
            (GOOGLE.replace("domain", "domian"), "providers.google.domian is not known here"),
            (GOOGLE.replace('domain = "cedarvale.example"', ""), "providers.google.domain is missing"),
            (GOOGLE.replace('client_id = "id"', ""), "providers.google.client_id is missing"),
            (GOOGLE.replace('"id"', "7"), "providers.google.client_id must be a text"),
            (GOOGLE.replace("providers.google", 'providers."Google!"'), "small letters"),
            (GOOGLE.replace('kind = "google"', 'kind = "magic"'), "providers.google.kind is 'magic'"),
            (GOOGLE.replace("google", "microsoft"), "providers.microsoft.tenant is missing"),
            (OIDC.replace("https", "http"), "must be an address that begins with https://"),
            (OIDC.replace('value = "cedarvale"', ""), "providers.school.value is missing"),
            (OIDC.partition("claim")[0], "providers.school.domain is missing"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_named_in_one_sentence(self, tmp_path: Path, text: str, place: str) -> None:
        with pytest.raises(CannotStart) as told:
            understood(tmp_path, text, GOOGLE_SECRET="hush")
        assert place in told.value.sentence and told.value.sentence.count("\n") == 0
        assert "sign-in.toml" in told.value.sentence

    def test_a_secret_that_is_not_set_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CannotStart, match="names GOOGLE_SECRET, which is not set"):
            understood(tmp_path, GOOGLE)

    def test_a_file_that_is_named_and_missing_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(CannotStart, match="no such file"):
            read(Home(tmp_path, tmp_path), {"CARRYOVER_SIGN_IN": str(tmp_path / "gone.toml")}, "production")
