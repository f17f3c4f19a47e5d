"""Nothing dangerous comes through, whatever goes in."""

import re
from xml.etree.ElementTree import Element

import pytest
from bleach._vendor import html5lib
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.text_child import rendered

TAGS = """
    a abbr b blockquote br caption cite code dd del details div dl dt em figcaption figure hr i img h2
    h3 h4 h5 h6 ins kbd li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th
    thead tr u ul
"""
ATTRIBUTES = """
    href rel src alt title loading referrerpolicy id class tabindex align colspan rowspan start width
    height dir open
"""
FOREIGN_ATTRIBUTES = """
    onclick=x hx-get=/x data-hx-get=/x hx-on:click=x sse-connect=/x ws-connect=/x data-x=1 style=color:red
    class=btn class='task' class='aligncentre' contenteditable is=x tabindex=9 role=alert aria-label=x dir=rtl
    background=x formaction=x srcset=x rel=opener target=_blank
"""
FOREIGN_TAGS = """
    iframe object embed form input button textarea select svg math noscript template base meta link
"""
CLASSES = re.compile(
    r"[a-z]{1,3}[0-9]?|filename|tasks|task|done|footnote(-ref|-backref)?|scroll|align(left|right|center)"
    r"|callout|callout-title|note|tip|important|warning|poem|math|display|wide|math-source|picture|mention"
)
SCHEMES = {"http", "https", "mailto"}


def html(source: str, format: str = "html") -> str:
    return rendered(source, format=format, anchor="p7", site="class.example", heading=2)["html"]


def assert_harmless(page: str) -> None:
    """Read the page as a browser would and look at every element."""
    for element in html5lib.parseFragment(page, namespaceHTMLElements=False).iter():
        if element.tag != "DOCUMENT_FRAGMENT":
            assert_harmless_element(element)


def assert_harmless_element(element: Element) -> None:
    assert element.tag in TAGS.split()
    assert set(element.attrib) <= set(ATTRIBUTES.split())
    assert element.get("id", "p7-x").startswith("p7-")
    assert all(CLASSES.fullmatch(name) for name in element.get("class", "").split())
    for address in (element.get("href", ""), element.get("src", "")):
        scheme = re.match(r"[a-z][a-z0-9+.\-]*(?=:)", re.sub(r"[\x00-\x20]", "", address.lower()))
        assert scheme is None or scheme[0] in SCHEMES


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript:123",
        "vbscript:80",
        "data:8080",
        "data:text/html,<script>",
        "java&Tab;script:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:1",
        " javascript:1",
        "file:///etc/passwd",
        "ftp://example.org",
        "blob:https://example.org/1",
    ],
)
def test_other_schemes_are_no_links(address):
    assert html(f'<a href="{address}">x</a>') == "<a>x</a>"
    assert "src" not in html(f'<img src="{address}">')
    assert "href=" not in html(f"[x](<{address}>)", "markdown")


def test_an_entity_without_its_semicolon_hides_no_scheme():
    assert html('<a href="javascript&#58alert(1)">x</a>') == "<a>x</a>"


def test_mail_addresses_are_links_but_no_images():
    assert html('<a href="mailto:a@b.org">x</a>') == '<a href="mailto:a@b.org">x</a>'
    assert "src" not in html('<img src="mailto:a@b.org">')


@pytest.mark.parametrize("attribute", FOREIGN_ATTRIBUTES.split())
def test_other_attributes_are_dropped(attribute):
    assert html(f"<p {attribute}>x</p>") == "<p>x</p>"
    assert html(f'<a href="/" {attribute}>x</a>') == '<a href="/">x</a>'


@pytest.mark.parametrize("tag", [*TAGS.split(), "h1"])
def test_no_element_takes_other_attributes(tag):
    bare, dressed = (f"<table><tr><{tag} {attributes}>x" for attributes in ("", FOREIGN_ATTRIBUTES))
    assert html(dressed) == html(bare)


@pytest.mark.parametrize("tag", FOREIGN_TAGS.split())
def test_other_elements_are_dropped_and_their_text_stays(tag):
    assert html(f"<p>a<{tag} x=y>b</{tag}>c</p>").replace("\n", "") == "<p>abc</p>"


def test_scripts_styles_and_comments_go_with_their_content():
    assert html("<p>a<script>b()</script><STYLE>p{}</style ><!-- wp:paragraph -->c</p>") == "<p>ac</p>"


def test_imported_structure_stays():
    image = '<img alt="x" src="/a.png" width="20" height="1e9">'
    assert html(f'<figure class="aligncenter big">{image}<figcaption>y</figcaption></figure>') == (
        '<figure class="aligncenter"><img alt="x" src="/a.png" width="20" loading="lazy"'
        ' referrerpolicy="no-referrer"><figcaption>y</figcaption></figure>'
    )
    assert html("<h1>a</h1><h6>b</h6>") == "<h2>a</h2><h3>b</h3>"
    assert html("*a* <b>b</b> <u>c</u>") == "*a* <b>b</b> <u>c</u>"


def test_imported_footnotes_still_lead_somewhere():
    page = html('<a href="#_ftn1" name="_ftnref1">[1]</a><p id="_ftn1">note</p><p id="a b">x</p>')
    assert page == '<a href="#p7-_ftn1" id="p7-_ftnref1">[1]</a><p id="p7-_ftn1">note</p><p>x</p>'


def test_addresses_keep_their_meaning():
    link = '<a href="/?a=1&amp;copy;=2&amp;amp;amp;">x</a>'
    assert html(link) == link
    assert html("[x](/?a=1&b=2)", "markdown") == '<p><a href="/?a=1&amp;b=2">x</a></p>'


def test_only_the_outer_table_scrolls():
    page = html("<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>")
    assert page.count('<div class="scroll"') == page.count("</div>") == 1
    assert page.endswith("</table></div>")


MARKDOWN = r"""
    [ ] ( ) ![ * ** _ ` ~~ | |-| [^1] \ : [a]: [a][a] < > " ' & &lt; &#x6a; &Tab; {: {#x.y } #
    javascript: data:text/html, http://e.org/ //e.org www.e.org
"""
HTML = """
    <a <p <img <input <svg> <math> <style> <script> <noscript> <title> <b> <table> <td> </table> <select>
    <template> <mtext> <xmp> <!-- --> <![CDATA[ /> </a> </p> </style> </script>
    href= src= onclick= hx-get= data-x= style= id= class= name= x
"""
MARKDOWN_LINES = [
    "\n",
    "\n\n",
    "    ",
    "\n- ",
    "\n- [x] ",
    "\n1. ",
    "\n# ",
    "\n> ",
    "\n---\n",
    "\n```\n",
    "\n\n[^1]: ",
]
CHARACTERS = [" ", "\t", "\x00", "\x02", "\x03", "é", "中", "\u202e", "\ufffe"]
PIECES = st.sampled_from([*MARKDOWN.split(), *HTML.split(), *MARKDOWN_LINES, *CHARACTERS])
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60)


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(TEXTS)
def test_nothing_dangerous_comes_out_of_markdown(source):
    assert_harmless(html(source, "markdown"))


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(TEXTS)
def test_nothing_dangerous_comes_out_of_imported_html(source):
    assert_harmless(html(source))
