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
    parts, words = body.read(body.sanitised(DOCUMENT))
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
    parts, _words = body.read(body.sanitised(DOCUMENT))
    assert [(move.slug, inside) for move, inside in body.moves(parts)] == [
        ("wall-angel", True),
        ("chin-tuck", True),
        ("cat-cow", False),
    ]


def test_a_list_inside_a_move_does_not_end_it():
    html = (
        '<ol data-routine=""><li data-exercise="a">One <ul><li>x</li></ul> two</li>'
        '<li data-exercise="b"></li></ol><p>After</p>'
    )
    parts, _words = body.read(body.sanitised(html))
    assert [move.slug for move in parts[0].moves] == ["a", "b"]
    assert parts[0].moves[0].words == "One x two"
    assert parts[1].html == "<p>After</p>"


def test_scripts_styles_and_handlers_are_removed():
    html = body.sanitised(
        '<p onclick="x()" style="color:red">a<script>alert(1)</script></p>'
        '<a href="javascript:x()">b</a><img src="x" onerror="y()"><style>p{}</style>'
    )
    assert html == '<p>a</p><a rel="noopener">b</a>'


@given(st.text(alphabet="<>/abolip =\"'data-routexcs&;", max_size=200))
def test_any_text_is_read_without_error_and_stays_clean(text: str):
    clean = body.sanitised(text)
    parts, _words = body.read(clean)
    assert body.sanitised(clean) == clean
    assert all(part.kind in {"text", "routine", "exercise", "product"} for part in parts)
