import pytest

from forum.auth import next_url


@pytest.mark.parametrize(
    "inside",
    [
        "/",
        "/c/a",
        "/c/a/posts/1?page=2#comment-3",
        "/settings",
        "/c/b%C3%BCcher",
        "/c/bücher",
        "/a:b",
        "/%2f%2fevil.org",
    ],
)
def test_a_path_of_this_site_is_kept(inside: str) -> None:
    assert next_url.safe(inside) == inside


@pytest.mark.parametrize(
    "outside",
    [
        None,
        "",
        "c/a",
        "//evil.org",
        "///evil.org",
        "////evil.org",
        "/\\evil.org",
        "\\\\evil.org",
        "/c\\evil",
        "https://evil.org",
        "https:evil.org",
        "https:/evil.org",
        "HTTPS://evil.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "\t//evil.org",
        " //evil.org",
        "/\t/evil.org",
        "/\n/evil.org",
        "/\r\nSet-Cookie: a=b",
        "/\x00",
        "/\x7f",
        "/\x85/evil.org",
        "/\u2028/evil.org",
        "/\u200b/evil.org",
        "\u3000//evil.org",
        "/" + "a" * 2000,
    ],
)
def test_everything_else_leads_to_the_start(outside: str | None) -> None:
    assert next_url.safe(outside) == "/"
