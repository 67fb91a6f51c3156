import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.blog import body

DOCUMENT = """
<h2 id="why">Why</h2><p>First <em>words</em>.</p>
<ol data-routine="">
<li data-exercise="wall-angel" data-seconds="90">Slow &amp; small.</li>
<li data-exercise="chin-tuck"></li>
</ol>
<p>Between.</p>
<div data-product="dew-serum"></div>
<div data-exercise="cat-cow">On the mat.</div>
<p>Last.</p>
"""


def test_it_reads_parts_in_order():
    document = body.read(DOCUMENT)
    parts, words = document.parts, document.words
    assert not document.problems
    assert [part.kind for part in parts] == [
        "text",
        "routine",
        "text",
        "product",
        "exercise",
        "text",
    ]
    assert parts[0].html == '<h2 id="why">Why</h2><p>First <em>words</em>.</p>'
    assert parts[1].moves == (
        body.Move("wall-angel", 90, "Slow & small."),
        body.Move("chin-tuck", None, ""),
    )
    assert parts[3].slug == "dew-serum"
    assert words.startswith("Why First words")
    assert words.endswith("Last.")


def test_moves_tell_routine_from_single_exercise():
    document = body.read(DOCUMENT)
    assert [(move.slug, inside) for move, inside in document.moves()] == [
        ("wall-angel", True),
        ("chin-tuck", True),
        ("cat-cow", False),
    ]


def test_a_list_inside_a_move_does_not_end_it():
    html = (
        '<ol data-routine=""><li data-exercise="a">One <ul><li>x</li></ul> two</li>'
        '<li data-exercise="b"></li></ol><p>After</p>'
    )
    parts = body.read(html).parts
    assert [move.slug for move in parts[0].moves] == ["a", "b"]
    assert parts[0].moves[0].words == "One x two"
    assert parts[1].html == "<p>After</p>"


def test_scripts_styles_and_handlers_are_removed():
    html = body.sanitised(
        '<p onclick="x()" style="color:red">a<script>alert(1)</script></p>'
        '<a href="javascript:x()">b</a><img src="x" onerror="y()"><style>p{}</style>'
    )
    assert html == '<p>a</p><a rel="noopener">b</a>'


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ('<div data-exercise="a" data-seconds="100000"></div>', "“100000” is no length for a"),
        ('<div data-exercise="a" data-seconds="²"></div>', "“²” is no length for a"),
        (f'<div data-product="{"x" * 101}"></div>', "is no slug for data-product"),
        ('<div data-exercise="Wall Angel!"></div>', "is no slug for data-exercise"),
        ('<blockquote><div data-product="oil"></div></blockquote>', "not inside blockquote"),
        ('<ol data-routine=""><li data-exercise="a"><div data-product="o"></div></li></ol>', "li"),
        ('<ol data-routine=""><li>Just words</li></ol>', "“Just words”"),
        ("<blockquote>" * 200, "nested too deeply"),
    ],
)
def test_what_cannot_be_is_named(html: str, sentence: str):
    problems = body.read(html).problems
    assert any(sentence in problem for problem in problems), problems


def test_what_would_be_taken_away_is_named():
    assert body.refused('<p><img src="x"><a href="javascript:x()">b</a></p>') == [
        "An article cannot hold these elements: img. Take them out of the text.",
        "A link may begin with https:, http:, mailto: or /, not with javascript:.",
    ]
    assert not body.refused('<p><a href="/shop/">a</a> <a href="http://example.com">b</a></p>')


def test_words_part_at_blocks_and_not_inside_a_sentence():
    html = "<h2>One</h2><p>un<em>believ</em>able<sup>1</sup></p><ul><li>a</li><li>b</li></ul>"
    assert body.read(html).words == "One unbelievable 1 a b"


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<ol data-routine>",
        "</ol>",
        '<li data-exercise="a">',
        "</li>",
        "<ul>",
        "<br>",
        "</div>",
        "<blockquote>",
        '<div data-product="b">',
        "</blockquote>",
        "words ",
        "&amp;",
        "<",
        "&",
        "\x00",
        "\x0b",
        "<em>",
        "<a href=x>",
        "</a>",
        "&nbsp;",
        "\ufffe",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_is_read_without_error_and_stays_clean(text: str):
    clean = body.sanitised(text)
    assert body.sanitised(clean) == clean
    for part in body.read(clean).parts:
        assert part.kind in {"text", "routine", "exercise", "product"}
        # Balanced: drawing it leaves nothing open.
        assert body.tree(part.html) is not None
