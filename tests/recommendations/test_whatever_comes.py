"""Bad, odd and rearranged input: each has one defined answer, and nothing raises by accident."""

from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations import knowledge, words
from recommendations.contract import Content, NeedProfile, Pick, Product, Ref
from recommendations.engine import compose, recommend
from recommendations.ingredient_names import inci_of, name_of
from recommendations.ingredients import parse
from recommendations.reading import LONGEST_TEXT, read

from . import shelf
from .shelf import content, product

MEGABYTE = 1_000_000
GERMAN = (
    "Setz dich aufrecht hin, zieh das Kinn gerade nach hinten und halte es fünf Atemzüge lang."
    " Dann öffne die Brust in der Tür, einen Arm links und einen rechts am Rahmen, und atme aus."
    " Deine Schultern sinken, dein Hals wird lang, und die Haut im Gesicht wird ein wenig warm."
)
FINNISH = (
    "Istu ryhdikkäästi, vedä leuka suoraan taakse ja pidä viiden hengityksen ajan. Avaa sitten"
    " rintakehä oviaukossa, käsivarsi karmin kummallakin puolella, ja hengitä ulos. Hartiat"
    " laskeutuvat, niska pitenee ja kasvojen iho lämpenee hieman."
)
CHINESE = (
    "坐直,下巴向后收,保持五次呼吸。然后站在门框中间,两只前臂放在门框上,打开胸部,慢慢呼气。"
    "肩膀放松下沉,脖子变长,脸上的皮肤会有一点发热。"
)
PARAGRAPHS = [
    *(article.text for article in (shelf.DRY, shelf.SWEATY, shelf.POOL, shelf.SUN)),
    *(article.text for article in (shelf.EVENING, shelf.CAT, shelf.EMERGENCY)),
    "Do not sweat. If you sweat, sweat as if you were in a sauna. Sweat, sweat, sweat, sweat.",
    "Roll your shoulders. Your shoulders drop, your shoulders rise, your shoulders rest.",
    "s",
    "",
]
SVENSKA = [
    "Dra in hakan till en dubbelhaka och håll i fem sekunder. Andas ut och släpp axlarna.",
    "Svetten rinner efter fyra varv. Svettas du inte? Skölj ansiktet ändå, utan tvål.",
    "Om du simmar i bassäng: duscha. Klor stramar, och huden blir torr som om den var av papper.",
    "Bilen står i garaget, motorn är varm och oljan ska bytas före vintern.",
]


def texts(paragraphs: list[str]) -> st.SearchStrategy[tuple[str, str]]:
    """The same paragraphs in two orders."""
    some = st.lists(st.sampled_from(paragraphs), min_size=2, max_size=6)
    return some.flatmap(lambda chosen: st.tuples(st.just(chosen), st.permutations(chosen))).map(
        lambda both: ("\n\n".join(both[0]), "\n\n".join(both[1]))
    )


class TestArticles:
    @given(texts(PARAGRAPHS))
    def test_paragraphs_in_another_order_say_the_same(self, both: tuple[str, str]) -> None:
        self.check(*both, "en")

    @pytest.mark.parametrize("language", ["sv", "da"])
    @given(both=texts(SVENSKA))
    def test_so_they_do_in_swedish(self, language: str, both: tuple[str, str]) -> None:
        self.check(*both, language)

    def check(self, one: str, other: str, language: str) -> None:
        first, second = (read(content(text, language, "Title")) for text in (one, other))
        assert second.signals == first.signals
        assert replace(second, spans=(), signals={}) == replace(first, spans=(), signals={})
        assert len(second.spans) == len(first.spans)

    @pytest.mark.parametrize("text", ["", " ", "\n\n", "?!", "\x00", "\ud800", "​"])
    def test_nothing_to_read_is_met_with_silence(self, text: str) -> None:
        assert read(content(text)).silent == "thin"
        assert recommend(content(text), shelf.EVERYTHING, threshold=0) == []

    @pytest.mark.parametrize(
        ("language", "text"), [("de", GERMAN), ("fi", FINNISH), ("zh-Hans", CHINESE), ("", GERMAN)]
    )
    def test_a_language_nobody_reads_is_met_with_silence(self, language: str, text: str) -> None:
        article = content(text, language)
        assert read(article).silent == "language"
        assert recommend(article, shelf.EVERYTHING, threshold=0) == []

    @pytest.mark.parametrize("said", ["en", "sv", "nb"])
    @pytest.mark.parametrize("text", [GERMAN, FINNISH, CHINESE])
    def test_so_it_is_when_it_claims_to_be_another(self, said: str, text: str) -> None:
        assert read(content(text, said)).silent == "thin"

    @pytest.mark.parametrize(
        "unit",
        [
            "tuck your chin and open your chest in the doorway. ",
            "your neck ",
            "like a ",
            "as if not if no ",
            "x",
            "x-",
            "' ",
            ". ",
            "\n",
        ],
    )
    def test_a_megabyte_is_no_more_work_than_its_beginning(
        self, unit: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        work: list[int] = []
        follow, split = words._follow, words.tokenize

        def counted_follow(*args: object) -> tuple[int, ...]:
            work[-1] += 1
            return follow(*args)  # type: ignore[arg-type]

        def counted_split(text: str, *args: object) -> list[words.Token]:
            assert len(text) <= LONGEST_TEXT + 1
            return split(text, *args)  # type: ignore[arg-type]

        monkeypatch.setattr("recommendations.words._follow", counted_follow)
        monkeypatch.setattr("recommendations.reading.tokenize", counted_split)
        whole = unit * (MEGABYTE // len(unit))
        readings = []
        for text in (whole[:LONGEST_TEXT], whole):
            work.append(0)
            readings.append(read(content(text, key=str(len(text)))))
        assert work[1] <= work[0] <= 60 * LONGEST_TEXT
        assert readings[0].signals == readings[1].signals

    def test_a_title_of_a_megabyte_is_cut_as_well(self) -> None:
        endless = "Tuck your chin. " * (MEGABYTE // 16)
        seen = read(content("Open your chest.", title=endless))
        assert all(span.end <= LONGEST_TEXT for span in seen.spans)
        assert "neck_alignment" in seen.families


shelves = st.lists(
    st.sampled_from([*shelf.EVERYTHING, *(replace(p, name="Twin") for p in shelf.EVERYTHING)]),
    unique_by=lambda item: (item.ref, item.name),
).map(
    lambda items: [
        replace(item, ref=Ref("product", f"{number}")) for number, item in enumerate(items)
    ]
)
articles = st.sampled_from([shelf.DRY, shelf.SWEATY, shelf.POOL, shelf.SUN, shelf.EVENING])


class TestShelves:
    @given(articles, shelves.flatmap(lambda s: st.tuples(st.just(s), st.permutations(s))))
    def test_another_order_changes_nothing_but_ties(
        self, article: Content, both: tuple[list[Product], list[Product]]
    ) -> None:
        ranked = [recommend(article, items, limit=99, threshold=0) for items in both]
        first, second = (
            [(score, {pick.product for pick in tied}) for score, tied in by_score(picks)]
            for picks in ranked
        )
        assert first == second

    @given(articles, shelves)
    def test_ties_stay_in_the_order_of_the_shelf(
        self, article: Content, items: list[Product]
    ) -> None:
        places = {item.ref: place for place, item in enumerate(items)}
        for _, tied in by_score(recommend(article, items, limit=99, threshold=0)):
            order = [places[pick.product] for pick in tied if exactly_tied(tied)]
            assert order == sorted(order)

    @given(articles, shelves)
    def test_the_same_shelf_gives_the_same_picks(
        self, article: Content, items: list[Product]
    ) -> None:
        assert compose(article, items) == compose(article, items)

    @pytest.mark.parametrize("printed", ["", " ", "N/A", "See box", "We love you", "\x00"])
    def test_a_product_without_ingredients_is_never_shown(self, printed: str) -> None:
        bare = product("bare", printed, "Face Oil", "facial_oil")
        picks = recommend(shelf.EVENING, [bare, shelf.OIL], limit=99, threshold=0)
        assert [pick.product for pick in picks] == [shelf.OIL.ref]

    def test_a_list_of_three_hundred_names_is_ranked(self) -> None:
        names = ["Squalane", *(f"Unobtainium {number} Extract" for number in range(299))]
        long = product("long", ", ".join(names), "Face Oil")
        assert len(parse(long.ingredients).items) == 300
        [pick] = recommend(shelf.EVENING, [long], threshold=0)
        assert pick.product == long.ref

    @pytest.mark.parametrize("rank", [recommend, compose])
    def test_no_shelf_and_an_empty_shelf_give_no_picks(self, rank: object) -> None:
        assert callable(rank)
        assert rank(shelf.DRY, []) == []
        assert rank(shelf.DRY, [replace(p, available=False) for p in shelf.EVERYTHING]) == []

    @pytest.mark.parametrize("article", [shelf.DRY, shelf.CAT])
    @pytest.mark.parametrize("items", [[], shelf.EVERYTHING])
    def test_a_need_nobody_knows_is_refused_by_name(
        self, article: Content, items: list[Product]
    ) -> None:
        with pytest.raises(ValueError, match=r"'bounce'.*antioxidant.*soothing") as refused:
            recommend(article, items, profile=NeedProfile(needs=("soothing", "bounce")))
        assert not isinstance(refused.value, KeyError)


def by_score(picks: list[Pick]) -> list[tuple[float, list[Pick]]]:
    return [(score, list(tied)) for score, tied in groupby(picks, key=lambda pick: pick.score)]


def exactly_tied(tied: list[Pick]) -> bool:
    """Scores are shown rounded; those of one list and name are the same to the last digit."""
    return len({(pick.step, pick.evidence) for pick in tied}) == 1


KNOWN = sorted(
    name for name in knowledge.ingredients() if inci_of(name_of(name)) == name and "," not in name
)


class TestLists:
    @given(st.lists(st.sampled_from(KNOWN), min_size=2, max_size=40, unique=True))
    def test_known_names_come_back_in_the_order_given(self, names: list[str]) -> None:
        assert [item.inci for item in parse(", ".join(names)).items] == names

    @given(
        st.lists(st.sampled_from(KNOWN), min_size=2, max_size=20, unique=True),
        st.text(alphabet="bcdfghjkmnpqrstvwxz", min_size=6, max_size=12),
    )
    def test_a_stranger_at_the_end_moves_nothing_and_is_kept(
        self, names: list[str], stranger: str
    ) -> None:
        alone = parse(", ".join(names)).items
        listed = parse(", ".join([*names, stranger]))
        assert [item.inci for item in listed.items[: len(alone)]] == [i.inci for i in alone]
        assert listed.items[-1].name == stranger

    @given(st.text(max_size=200), st.text(max_size=60), st.none() | st.text(max_size=20))
    def test_whatever_is_printed_a_product_is_ranked_or_left_out(
        self, printed: str, name: str, category: str | None
    ) -> None:
        item = product("1", printed, name, category)
        once, again = (recommend(shelf.DRY, [item], threshold=0) for _ in range(2))
        assert once == again
        assert len(once) <= 1
