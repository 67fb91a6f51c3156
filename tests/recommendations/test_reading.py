import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations import reading
from recommendations.contract import Content, Ref, Situation
from recommendations.reading import read

from . import shelf
from .shelf import content


class TestMoment:
    @pytest.mark.parametrize(
        ("article", "moment"),
        [
            (shelf.DRY, "calm"),
            (shelf.SWEATY, "sweaty"),
            (shelf.POOL, "water"),
            (shelf.SUN, "sun"),
            (shelf.EVENING, "evening"),
        ],
    )
    def test_it_is_read(self, article: Content, moment: str) -> None:
        assert read(article).moment == moment
        assert read(article).about_body

    def test_negation_takes_a_cue_away(self) -> None:
        wet = content("Your face is dripping with sweat, your shirt is soaked, you gasp for air.")
        dry = content("Your face never drips, there is no sweat and no soaked shirt.")
        assert read(wet).sweat == 2
        assert read(dry).sweat == 0

    def test_a_comparison_is_not_what_happens(self) -> None:
        said = content("You swim forty lengths in the pool.")
        compared = content("You move as if you swam forty lengths in a pool.")
        assert read(compared).signals["water"] < read(said).signals["water"]

    def test_a_condition_is_not_what_happens(self) -> None:
        said = content("You are dripping.")
        conditional = content("If you are dripping, stop.")
        assert read(conditional).signals["sweat"] < read(said).signals["sweat"]

    def test_a_workout_named_once_in_passing_does_not_count(self) -> None:
        passing = content(f"{shelf.DRY.text} A friend of mine prefers tennis.")
        assert "tennis" not in read(passing).exercises

    def test_the_host_knows_better(self) -> None:
        known = Content(
            Ref("article", "1"),
            "en",
            "",
            shelf.DRY.text,
            exercises=("run",),
            situation=Situation(sweat=2, evening=False),
        )
        assert read(known).exercises[0] == "run"
        assert read(known).moment == "sweaty"

    def test_an_exercise_nobody_knows_is_passed_over(self) -> None:
        known = Content(Ref("article", "1"), "en", "", shelf.DRY.text, exercises=("levitation",))
        assert "levitation" not in read(known).exercises


class TestLanguages:
    def test_swedish_compounds_and_forms(self) -> None:
        seen = read(
            content(
                "Gör en dubbelhaka och knip ihop skulderbladen. Axlarna sjunker, andas ut.", "sv"
            )
        )
        assert {"neck_alignment", "upper_back_strengthening"} <= set(seen.families)

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("da", "Træk hagen ind, så du får en dobbelthage, og hold i fem sekunder. Ånd ud."),
            ("no", "Trekk inn haken så du får en dobbelthake, og hold i fem sekunder. Pust ut."),
            ("nb-NO", "Trekk inn haken så du får en dobbelthake, og hold i fem sekunder. Pust ut."),
        ],
    )
    def test_norwegian_and_danish_are_read_with_the_swedish_words(
        self, language: str, text: str
    ) -> None:
        assert "neck_alignment" in read(content(text, language)).families

    def test_a_language_that_is_not_read_is_met_with_silence(self) -> None:
        assert read(content("Ziehe das Kinn zurück.", "de")).silent == "language"


class TestSilence:
    def test_another_subject(self) -> None:
        assert read(shelf.CAT).silent == "subject"

    def test_an_emergency(self) -> None:
        assert read(shelf.EMERGENCY).silent == "emergency"

    def test_a_line_of_caution_is_no_emergency(self) -> None:
        careful = content(f"{shelf.DRY.text} Stop and call 112 if you feel chest pain.")
        assert not read(careful).silent

    def test_too_little_to_go_by(self) -> None:
        assert read(content("Hello.")).silent == "thin"
        assert read(content("")).silent == "thin"


class TestSpans:
    def test_they_point_at_the_words(self) -> None:
        article = content("Tuck your chin.", title="Neck")
        whole = f"{article.title}\n{article.text}"
        words = {
            whole[s.start : s.end] for s in read(article).spans if s.signal == "neck_alignment"
        }
        assert "Tuck your chin" in words


class TestWhateverComes:
    @given(
        st.text(max_size=500), st.text(max_size=40), st.sampled_from(["en", "sv", "da", "xx", ""])
    )
    def test_it_never_raises_and_always_says_the_same(
        self, text: str, title: str, language: str
    ) -> None:
        article = content(text, language, title)
        first = read(article)
        reading._read.cache_clear()
        assert read(article) == first
        length = len(title) + 1 + len(text)
        assert all(0 <= span.start < span.end <= length for span in first.spans)

    def test_a_megabyte_is_read(self) -> None:
        assert read(content(shelf.DRY.text * 4000)).about_body


class TestWordsThatLookAlike:
    @pytest.mark.parametrize(
        ("language", "text", "signal"),
        [
            ("sv", "Det finns inget att ta ut. Det finns tid. Det finns kaffe.", "spots"),
            ("sv", "Luta dig mot väggen, mot bordet och mot dörren.", "not:vehicles"),
            ("en", "The surface is smooth, and so is the other surface.", "water"),
            ("en", "Glycerin and other humectants hold water.", "evening"),
        ],
    )
    def test_a_word_with_the_stem_of_another_says_nothing(
        self, language: str, text: str, signal: str
    ) -> None:
        assert read(content(text, language)).signals.get(signal, 0) == 0

    def test_the_word_itself_still_does(self) -> None:
        assert read(content("En finne på hakan och finnar i pannan.", "sv")).signals["spots"]


def test_a_morning_is_no_evening_because_of_the_night_before() -> None:
    text = (
        "In the morning your back is stiff from the night. Breakfast can wait. Roll your shoulders,"
        " round your spine on all fours and arch it. The pillow of the night goes under the knees."
        " A night is long, and sleep leaves the neck where it was."
    )
    assert not read(content(text)).evening


class TestWeights:
    def test_no_word_speaks_twice_for_one_thing(self) -> None:
        # "your shoulders" is a phrase, and "shoulders" a word of its own.
        once = read(content("Your shoulders.")).signals["body"]
        assert read(content("Your shoulders. The weather.")).signals["body"] == once
        assert once == 1

    def test_the_words_of_two_phrases_that_do_not_overlap_both_count(self) -> None:
        text = content("Tuck your chin. Open your chest.")
        assert {"neck_alignment", "chest_opening"} <= set(read(text).signals)

    @pytest.mark.parametrize(
        ("language", "text"),
        [("en", "A warm sweater, a sweater vest."), ("sv", "Du får byta plats. Det går bra.")],
    )
    def test_words_that_begin_alike_say_nothing(self, language: str, text: str) -> None:
        signals = read(content(text, language)).signals
        assert not signals.get("sweat")
        assert not signals.get("not:animals")


class TestNeeds:
    def test_daylight_outdoors_asks_for_protection_even_when_it_is_not_the_topic(self) -> None:
        walk = content(
            "A brisk walk in the park, along the footpath and through the wood, in the sun of a"
            " sunny day. Shoulders down, breathe out. The trail ends at a meadow."
        )
        assert read(walk).moment != "sun"
        assert read(walk).needs["sun_protection"] == 0.5
        assert "sun_protection" not in read(shelf.DRY).needs

    def test_sunscreen_named_after_sweat_is_not_the_topic(self) -> None:
        text = (
            "Sweat runs into your eyes on the treadmill. Wash your face as soon as you leave the"
            " gym, your shirt is soaked. Dripping on the floor, you gasp. SPF comes after that,"
            " before you go home."
        )
        assert read(content(text)).moment.startswith("sweaty")

    def test_cold_air_matters_more_than_sweat_but_not_in_water(self) -> None:
        ski = "Skiing at minus ten: on a ski tour the frost bites your cheeks. Wear a scarf."
        assert read(content(ski)).moment == "cold"
        assert read(content(f"{ski} Then we swim in the pool, forty lengths.")).moment == "water"


SPORTS = {
    "sv": {
        "bowling": "bowling",
        "climbing": "klättring",
        "cheerleading": "cheerleading",
        "curling": "curling",
        "dance": "dans, stepup",
        "disc-golf": "discgolf",
        "fencing": "fäktning",
        "gardening": "trädgårdsarbete",
        "gymnastics": "gymnastik, akrobatik, trampolin",
        "housework": "städning",
        "orienteering": "orientering",
        "paddling": "SUP",
        "parkour": "parkour",
        "riding": "ridning",
        "rowing": "rodd",
        "skateboarding": "skateboard",
        "skiing": "rullskidor",
        "stair-climb": "trappor",
        "swimming": "aqua",
        "team-sports": "fotboll, ishockey, frisbee",
        "tennis": "pickleball",
        "walk": "hundpromenad",
        "yin-yoga": "yin",
        "yoga": "gravidyoga",
    },
    "en": {
        "bowling": "bowling",
        "climbing": "climbing",
        "cheerleading": "cheerleading",
        "dance": "dancing",
        "diving": "diving",
        "fencing": "fencing",
        "gardening": "gardening",
        "gym": "weightlifting",
        "gymnastics": "gymnastics, trampoline",
        "hike": "rucking",
        "orienteering": "orienteering",
        "parkour": "parkour",
        "riding": "riding",
        "rowing": "rowing",
        "run": "marathon",
        "skateboarding": "skateboarding",
        "skating": "rollerblading",
        "stair-climb": "stairs",
        "team-sports": "football, soccer, rugby, hockey, cricket, frisbee",
        "tennis": "squash, ping pong",
        "triathlon": "triathlon",
    },
}


class TestSports:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("sv", "Efter en timme {} var ryggen våt av svett."),
            ("sv", "Tre gånger i veckan blir det {} för min del."),
            ("sv", "Så tar du hand om ansiktet efter {}."),
            ("en", "After an hour of {} my back was wet with sweat."),
            ("en", "Three times a week I do {} with friends."),
            ("en", "How to look after your face after {}."),
        ],
    )
    def test_a_sport_is_known_from_one_sentence(self, language: str, sentence: str) -> None:
        unknown = [
            name
            for slug, names in SPORTS[language].items()
            for name in names.split(", ")
            if slug not in read(content(sentence.format(name), language)).exercises
        ]
        assert not unknown

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            (
                "en",
                "The striker scored twice as City beat Rovers three to one in the league on"
                " Saturday, and the coach praised his players after the football.",
            ),
            (
                "en",
                "The national team took curling gold after an extra end. Their skip, our reporter"
                " writes, will retire after the season.",
            ),
            (
                "en",
                "The riding school in our village sells eleven horses and its arena. Lessons will"
                " go on until the last pony has found a home.",
            ),
            (
                "sv",
                "Djurgården vann finalen i ishockey efter förlängning. Vår reporter såg matchen"
                " från läktaren tillsammans med niotusen andra.",
            ),
        ],
    )
    def test_what_others_play_is_no_reason_to_show_anything(self, language: str, text: str) -> None:
        assert not read(content(text, language)).about_body

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("en", "A fencing contractor quoted nine hundred pounds for my garden, gate included."),
            ("en", "Rowing back on its promise, the government said your taxes would stay."),
            ("en", "Football boots and a skateboard: our spring sale has forty per cent off."),
            ("en", "We carried the piano down the stairs and found a bat behind a trampoline."),
            ("sv", "Orientering om nya regler: vår förening skickar ett brev före midsommar."),
            ("sv", "Trappor av ek eller björk? Snickaren i din närhet gör båda till mars."),
            ("sv", "Kommunen söker ett företag för städning av tolv skolor i din närhet."),
            ("sv", "Trampolin bortskänkes. Nätet är helt och du hämtar den i vår trädgård."),
        ],
    )
    def test_nor_is_a_word_in_passing(self, language: str, text: str) -> None:
        assert not read(content(text, language)).about_body


def test_taking_care_of_something_is_no_condition() -> None:
    cared = content("Ta hand om ansiktet efter svettig träning.", "sv")
    conditional = content("Och om ansiktet är svettigt efter träning, vänta.", "sv")
    assert read(cared).signals["sweat"] > read(conditional).signals["sweat"]
