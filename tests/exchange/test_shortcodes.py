from __future__ import annotations

import pytest

from forum.exchange.wordpress_html import to_html


@pytest.mark.parametrize(
    "prose",
    [
        "He wrote [sic] and [...] on p. [1], [see below] or [Ed. note] [x y=2] a[i] = b[j].",
        "[video] plays, [code] is read; [quote] and [/quote were never closed]",
        'input[type="text"] and [1]: http and [^1] [ ] [x]',
        "[table id=3] [unknown]",
    ],
)
def test_brackets_in_prose_stay(prose: str) -> None:
    assert to_html(prose) == f"<p>{prose}</p>"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("[foo]bar[/foo] [FOO a='1']bar[/foo]", "bar bar"),
        ('one [contact-form-7 id="3" title="Ask"] two', "one two"),
        ("[one_half][b]one[/b][/one_half]", "one"),
        ('[button url="http://e.org"]Go[/button]', '<a href="http://e.org">Go</a>'),
        ("[[gallery]] [[foo a='b']]", "[gallery] [foo a='b']"),
        ("[/caption]one [/foo]", "one [/foo]"),
        ("[latex]x^2[/latex]", "x^2"),
        ('[embed width="3"]http://e.org/f[/embed]', '<a href="http://e.org/f">http://e.org/f</a>'),
        ('[audio src="http://e.org/a.mp3"]', '<a href="http://e.org/a.mp3">http://e.org/a.mp3</a>'),
        ("[audio http://e.org/a.mp3|titles=x]", '<a href="http://e.org/a.mp3">http://e.org/a.mp3</a>'),
        ('[video mp4="http://e.org/v.mp4" poster="http://e.org/p.jpg"][/video]',
         '<a href="http://e.org/v.mp4">http://e.org/v.mp4</a>'),
        ("[youtube=http://youtube.com/watch?v=x&w=4]",
         '<a href="http://youtube.com/watch?v=x&amp;w=4">http://youtube.com/watch?v=x&amp;w=4</a>'),
        ("[vimeo 123]", '<a href="https://vimeo.com/123">https://vimeo.com/123</a>'),
    ],
)  # fmt: skip
def test_shortcodes_are_reduced_to_what_they_hold(body: str, html: str) -> None:
    assert to_html(body) == f"<p>{html}</p>"


def test_a_caption_stands_under_its_picture() -> None:
    picture = '<a href="http://e.org/f.jpg"><img src="http://e.org/t.jpg"></a>'
    now = f'[caption id="a" width="3"]{picture} The yard[/caption]'
    old = f'[caption id="a" caption="The yard"]{picture}[/caption]'
    for body in (now, old):
        assert to_html(f"one {body} two") == (
            '<p>one</p>\n\n<p><a href="http://e.org/f.jpg">t.jpg</a><br>\nThe yard</p>\n\n<p>two</p>'
        )


def test_a_caption_without_a_picture_keeps_its_words() -> None:
    assert to_html('[caption width="3"]one [sic] two[/caption]') == "<p>one [sic] two</p>"


def test_a_listing_is_kept_as_it_is() -> None:
    body = '[code language="python"]\nif a[i] < b:\n\n    print("[sic]")\n[/code]'
    assert to_html(body) == '<pre><code>if a[i] &lt; b:\n\n    print("[sic]")</code></pre>'


def test_a_gallery_becomes_links_to_its_pictures() -> None:
    asked = []

    def pictures(ids: tuple[int, ...]) -> list[tuple[str, str]]:
        asked.append(ids)
        return [("A yard", "http://e.org/t.jpg"), ("", "http://e.org/u.jpg?a&b")]

    body = '[gallery ids="5, 6"][gallery]'
    links = (
        '<p><a href="http://e.org/t.jpg">A yard</a><br>\n'
        '<a href="http://e.org/u.jpg?a&amp;b">http://e.org/u.jpg?a&amp;b</a></p>'
    )
    assert to_html(body, pictures=pictures) == f"{links}\n\n{links}"
    assert asked == [(5, 6), ()]


def test_a_gallery_of_unknown_pictures_leaves_nothing() -> None:
    assert to_html('one [gallery ids="5,6"] two') == "<p>one</p>\n\n<p>two</p>"
