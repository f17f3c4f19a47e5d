"""What a site is told about itself: by its settings, and by a proxy only where the settings say so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sweeps.bad import SENTENCE
from tests.sweeps.other_site import Answer, ask

HTTPS = {"SEMINAR_BASE_URL": "https://forum.example.org"}
HTTP = {"SEMINAR_BASE_URL": "http://forum.example.org"}
HSTS = "strict-transport-security"
PAGE = "/sign-in"


def request(base: str, path: str = PAGE, **headers: str) -> dict[str, Any]:
    return {"path": path, "base_url": base, "headers": {n.replace("_", "-"): v for n, v in headers.items()}}


FORWARDED = {
    "X_Forwarded_Host": "forum.example.org",
    "X_Forwarded_Proto": "https",
    "X_Forwarded_For": "192.0.2.7",
}
FOREIGN = FORWARDED | {"X_Forwarded_Host": "foreign.example"}


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """A site at an https:// address, asked directly and through proxies that it does not know of."""
    requests = {
        "directly": request("https://forum.example.org"),
        "an error": request("https://forum.example.org", "/nowhere"),
        "a redirect": request("https://forum.example.org", "/settings"),
        "without TLS": request("http://forum.example.org"),
        "a foreign host": request("https://foreign.example"),
        "a longer host": request("https://forum.example.org.foreign.example"),
        "another port": request("https://forum.example.org:8443"),
        "no host": request("https://forum.example.org", Host=""),
        "a strange host": request("https://forum.example.org", Host="forum.example.org/@foreign.example"),
        "claims": request("http://forum.example.org", **FOREIGN),
        "localhost": request("https://localhost"),
    }
    folder = tmp_path_factory.mktemp("https")
    return dict(zip(requests, ask(folder, HTTPS, *requests.values()), strict=True))


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """A site at an https:// address behind one proxy, which speaks to it without TLS."""
    requests = {
        "the proxy": request("http://127.0.0.1:8000", **FORWARDED),
        "a foreign host": request("http://127.0.0.1:8000", **FOREIGN),
        "a host in front": request(
            "http://127.0.0.1:8000",
            **FORWARDED | {"X_Forwarded_Host": "foreign.example, forum.example.org"},
        ),
        "another path": request("http://127.0.0.1:8000", **FORWARDED, X_Forwarded_Prefix="//foreign.example"),
        "another name": request(
            "http://127.0.0.1:8000", **FORWARDED | {"X_Forwarded_Host": "www.example.org"}
        ),
    }
    settings = HTTPS | {"SEMINAR_PROXIES": "1", "SEMINAR_TRUSTED_HOSTS": "www.example.org"}
    folder = tmp_path_factory.mktemp("behind")
    return dict(zip(requests, ask(folder, settings, *requests.values()), strict=True))


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    [answer] = ask(tmp_path_factory.mktemp("http"), HTTP, request("http://forum.example.org"))
    return answer


@pytest.mark.parametrize("kind", ["directly", "an error", "a redirect", "another port"])
def test_over_tls_browsers_are_told_to_stay_there(https: dict[str, Answer], kind: str) -> None:
    assert https[kind].headers[HSTS] == "max-age=31536000; includeSubDomains"


def test_without_tls_they_are_not(https: dict[str, Answer], http: Answer) -> None:
    assert HSTS not in https["without TLS"].headers
    assert HSTS not in http.headers


def cookie(answer: Answer) -> tuple[str, set[str]]:
    """Return the name of the cookie and what is said about it."""
    first, *flags = answer.headers["set-cookie"].split("; ")
    return first.partition("=")[0], set(flags)


def test_the_cookie_of_an_https_site_goes_nowhere_else(https: dict[str, Answer]) -> None:
    expected = ("__Host-seminar", {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"})
    assert cookie(https["directly"]) == cookie(https["without TLS"]) == expected


def test_the_cookie_of_a_plain_site_is_closed_to_scripts_and_other_sites(http: Answer) -> None:
    assert cookie(http) == ("seminar", {"HttpOnly", "SameSite=Lax", "Path=/"})


@pytest.mark.parametrize(
    "kind", ["a foreign host", "a longer host", "no host", "a strange host", "localhost"]
)
def test_a_host_that_is_not_ours_is_refused_in_words(https: dict[str, Answer], kind: str) -> None:
    assert https[kind].status == 400
    assert SENTENCE.search(https[kind].text)
    assert "set-cookie" not in https[kind].headers


def test_what_an_unknown_proxy_says_is_not_believed(https: dict[str, Answer]) -> None:
    assert https["claims"].status == 200
    assert HSTS not in https["claims"].headers


def test_what_the_known_proxy_says_is_believed(behind: dict[str, Answer]) -> None:
    assert behind["the proxy"].status == 200
    assert HSTS in behind["the proxy"].headers
    assert behind["another name"].status == 200


def test_through_the_known_proxy_a_foreign_host_is_refused_too(behind: dict[str, Answer]) -> None:
    assert behind["a foreign host"].status == 400


def test_only_the_last_of_several_names_counts(behind: dict[str, Answer]) -> None:
    assert behind["a host in front"].status == 200
    assert "foreign.example" not in behind["a host in front"].text


def test_a_prefix_is_not_believed(behind: dict[str, Answer]) -> None:
    assert "foreign.example" not in behind["another path"].text
