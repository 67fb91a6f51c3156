import csv
import pkgutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

import recommendations
from recommendations import knowledge
from recommendations.all_tables import LOADERS, load, load_all
from recommendations.contract import Content, Ref
from recommendations.knowledge import (
    TABLES,
    KnowledgeError,
    OwnRow,
    Row,
    Table,
    books,
    read_file,
    read_table,
)
from recommendations.profiles import forms_in, profile
from recommendations.reading import read
from recommendations.shelf import facts
from recommendations.skin_needs import skin_needs
from recommendations.words import Phrases, tokenize

from . import shelf


def test_every_table_loads() -> None:
    load_all()


def test_it_is_wide_enough() -> None:
    assert len({fact.inci for fact in knowledge.ingredients().values()}) >= 250
    assert len(knowledge.exercises()) >= 60
    assert len(knowledge.allergens()) >= 83


@pytest.mark.parametrize("name", sorted(path.name for path in knowledge.FOLDER.glob("*.csv")))
def test_no_row_is_short_or_long(name: str) -> None:
    assert list(read_table(name, ""))


def test_every_need_has_words_for_the_steps_that_serve_it() -> None:
    for need in set(knowledge.needs()) - {"cleanse_first", "sun_protection"}:
        for step in ("hydrate", "treat", "seal"):
            assert (need, step) in knowledge.clauses()


def test_every_phrase_compiles_and_finds_itself() -> None:
    for cue in knowledge.cues():
        assert cue.phrases
        for phrase in cue.phrases:
            Phrases(cue.language, [phrase], knowledge.groups(cue.language))


class TestAWrongRow:
    def write(self, folder: Path, text: str) -> None:
        (folder / "t.csv").write_text(text, encoding="utf-8")

    def test_names_file_line_and_what_is_expected(self, tmp_path: Path) -> None:
        self.write(tmp_path, "name,size,source\nsmall,1,ours\nlarge,many,ours\n")
        with pytest.raises(KnowledgeError, match=r"t\.csv, line 3: size is 'many'; a number from"):
            [row.number("size", 0, 5) for row in read_file(tmp_path / "t.csv", ["name", "size"])]

    def test_a_missing_column(self, tmp_path: Path) -> None:
        self.write(tmp_path, "name,source\nsmall,ours\n")
        with pytest.raises(KnowledgeError, match="line 1: column size is missing"):
            list(read_file(tmp_path / "t.csv", ["name", "size"]))

    def test_a_row_with_too_few_cells(self, tmp_path: Path) -> None:
        self.write(tmp_path, "name,size,source\nsmall\n")
        with pytest.raises(KnowledgeError, match="line 2: 3 cells are expected"):
            list(read_file(tmp_path / "t.csv", ["name", "size"]))

    def test_a_key_that_is_there_twice(self, tmp_path: Path) -> None:
        self.write(tmp_path, "name,source\nsmall,ours\nsmall,ours\n")
        rows = read_file(tmp_path / "t.csv", ["name"])
        with pytest.raises(KnowledgeError, match="line 3: 'small' is there twice"):
            knowledge.keyed(rows, lambda row: (row.text("name"), row))

    def test_an_empty_cell(self, tmp_path: Path) -> None:
        self.write(tmp_path, 'name,size,source\n"",1,ours\n')
        with pytest.raises(KnowledgeError, match="line 2: name is empty"):
            [row.text("name") for row in read_file(tmp_path / "t.csv", ["name"])]

    def test_a_pattern_that_is_none(self, tmp_path: Path) -> None:
        self.write(tmp_path, "name,source\n(,ours\n")
        with pytest.raises(
            KnowledgeError, match=r"line 2: name is '\('; a regular expression is expected"
        ):
            [row.pattern("name") for row in read_file(tmp_path / "t.csv", ["name"])]

    def test_no_source(self, tmp_path: Path) -> None:
        self.write(tmp_path, "name,source\nsmall, \n")
        with pytest.raises(KnowledgeError, match=r"t\.csv, line 2: source is empty; where this is"):
            list(read_file(tmp_path / "t.csv", ["name"]))

    def test_no_column_for_the_source(self, tmp_path: Path) -> None:
        self.write(tmp_path, "name\nsmall\n")
        with pytest.raises(KnowledgeError, match=r"t\.csv, line 1: column source is missing"):
            list(read_file(tmp_path / "t.csv", ["name"]))


class TestOwnFiles:
    """Files of the host that are named like a shipped table."""

    @pytest.fixture
    def own(self, tmp_path: Path) -> Iterator[Path]:
        with knowledge.trial(folders=[tmp_path]):
            yield tmp_path

    def write(self, folder: Path, table: str, *rows: dict[str, str]) -> Path:
        path = folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*TABLES[table].names, "remove"], restval="")
            writer.writeheader()
            writer.writerows({"source": "ours"} | row for row in rows)
        return path

    def shipped(self, table: str, key: str) -> dict[str, str]:
        rows = read_file(knowledge.FOLDER / f"{table}.csv", [])
        column = TABLES[table].key[0]
        return next(row.values for row in rows if row.text(column) == key)

    def test_another_row_is_added(self, own: Path) -> None:
        self.write(own, "ingredient_aliases", {"printed": "Squish", "inci": "Aqua"})
        assert knowledge.ingredient_aliases()["squish"] == "Aqua"
        assert knowledge.ingredient_aliases()["eau"] == "Aqua"

    def test_a_row_with_the_key_of_a_shipped_one_takes_its_place(self, own: Path) -> None:
        self.write(own, "exercises", self.shipped("exercises", "yoga") | {"sweat": "2"})
        assert knowledge.exercises()["yoga"].sweat == 2

    def test_a_later_folder_goes_before_an_earlier_one(self, tmp_path: Path) -> None:
        folders = [tmp_path / "one", tmp_path / "two"]
        for folder, name in zip(folders, ("Aqua", "Parfum"), strict=True):
            folder.mkdir()
            self.write(folder, "ingredient_aliases", {"printed": "squish", "inci": name})
        with knowledge.trial(folders=folders):
            assert knowledge.ingredient_aliases()["squish"] == "Parfum"

    def test_a_shipped_row_can_be_taken_away(self, own: Path) -> None:
        self.write(own, "exercises", {"slug": "Yoga", "remove": "1", "source": ""})
        assert "yoga" not in knowledge.exercises()
        assert "pilates" in knowledge.exercises()

    def test_words_are_added_to_those_of_the_same_key(self, own: Path) -> None:
        row = {"signal": "sweat", "lang": "sv", "weight": "3", "phrases": "plaskblöt tröja"}
        self.write(own, "cues", row)
        text = Content(Ref("text", "1"), "sv", "Plaskblöt tröja", "")
        assert read(text).signals["sweat"] > 0

    def test_only_the_words_that_are_named_are_taken_away(self, own: Path) -> None:
        before = knowledge.groups("en")["neck"].split("/")
        self.write(own, "groups", {"group": "neck", "lang": "en", "words": "chin", "remove": "1"})
        with knowledge.trial():
            assert knowledge.groups("en")["neck"].split("/") == [
                word for word in before if word != "chin"
            ]

    def test_a_form_knows_more_words(self, own: Path) -> None:
        self.write(own, "forms", {"form": "serum", "words": "elixirium"})
        assert forms_in("Night Elixirium") == ["serum"]
        assert forms_in("Night Serum") == ["serum"]

    def test_what_the_host_says_about_a_name_counts(self, own: Path) -> None:
        """Though a shipped row says that it is read alike."""
        row = self.shipped("ingredients", "Glycerin")
        other = row["read_alike"].split(";")[0]
        self.write(own, "ingredients", row | {"inci": other, "read_alike": "", "name_en": "ours"})
        assert knowledge.ingredients()[other.lower()].names["en"] == "ours"
        assert knowledge.ingredients()["glycerin"].names["en"] == "glycerin"

    def test_a_pattern_of_the_host_comes_first(self, own: Path) -> None:
        row = self.shipped("ingredient_patterns", r"^(aqua|water|eau)\b.*")
        self.write(own, "ingredient_patterns", row | {"pattern": "^water of nowhere"})
        pattern, _fact = knowledge.ingredient_patterns()[0]
        assert pattern.pattern == "^water of nowhere"

    @pytest.mark.parametrize(
        ("table", "row", "message"),
        [
            ("exercises", {"slug": ""}, "line 2: slug is empty."),
            ("exercises", {"slug": "nope", "remove": "1"}, "line 2: there is no row 'nope'"),
            ("exercises", {"slug": "x", "family": "sports"}, "line 2: family holds 'sports'; only"),
            (
                "cues",
                {"signal": "zeal", "lang": "sv", "weight": "1", "phrases": "iver"},
                "line 2: signal holds 'zeal'; only",
            ),
            (
                "cues",
                {"signal": "sweat", "lang": "sv", "weight": "1", "phrases": "a + ..."},
                "line 2: phrases holds 'a + ...'; words are expected.",
            ),
            (
                "lookalikes",
                {"lang": "sv", "words": "zzz", "remove": "1"},
                "line 2: there is no 'zzz' to take away.",
            ),
            ("lookalikes", {"lang": "sv", "words": ""}, "line 2: words is empty."),
            ("exercises", {"slug": "run", "remove": "x"}, "line 2: remove is 'x'; one of 0, 1"),
            (
                "ingredient_aliases",
                {"printed": "x", "inci": "y", "source": ""},
                "line 2: source is empty; where this is from",
            ),
            (
                "moments",
                {"moment": "sun", "because_en": "{whatever} helps"},
                "line 2: cleanse is empty.",
            ),
        ],
    )
    def test_a_wrong_row_names_the_file_of_the_host(
        self, own: Path, table: str, row: dict[str, str], message: str
    ) -> None:
        path = self.write(own, table, row)
        with pytest.raises(KnowledgeError) as caught:
            load(table)
        assert f"{path}, {message}" in str(caught.value)

    def test_a_column_that_the_table_has_not(self, own: Path) -> None:
        (own / "nordic.csv").write_text("word,read_as,source,sauce\na,b,c,d\n")
        with pytest.raises(KnowledgeError, match="line 1: 'sauce' is no column of this table"):
            knowledge.nordic_words()

    def test_the_commands_take_a_directory(self, tmp_path: Path) -> None:
        words = {"concept": "lymph", "lang": "en", "words": "node juice"}
        self.write(tmp_path, "claims_words", words)
        text = tmp_path / "copy.txt"
        text.write_text("Squeezes the node juice.\n")
        arguments = ["check_claims", str(text), "--scope=product", "--lang=en"]
        call_command(*arguments, stdout=StringIO())
        with pytest.raises(SystemExit):
            call_command(*arguments, f"--knowledge={tmp_path}", stdout=StringIO())
        self.write(tmp_path, "claims_words", words | {"lang": "de"})
        with pytest.raises(CommandError, match=r"claims_words\.csv, line 2: lang is 'de'"):
            call_command(*arguments, f"--knowledge={tmp_path}")
        with pytest.raises(CommandError, match="no directory"):
            call_command(*arguments, f"--knowledge={tmp_path / 'none'}")

    def test_a_setting_names_directories(self, tmp_path: Path, settings: Settings) -> None:
        self.write(tmp_path, "ingredient_aliases", {"printed": "squish", "inci": "Aqua"})
        settings.RECOMMENDATIONS = {"KNOWLEDGE": [tmp_path]}
        assert "squish" in knowledge.ingredient_aliases()
        settings.RECOMMENDATIONS = {}
        assert "squish" not in knowledge.ingredient_aliases()


class TestWhatIsRemembered:
    def test_a_trial_changes_nothing_outside_of_it(self) -> None:
        row = OwnRow("ingredient_aliases", 1, {"printed": "a1", "inci": "Aqua", "source": "ours"})
        with knowledge.trial(rows=[row]):
            assert "a1" in knowledge.ingredient_aliases()
            with ThreadPoolExecutor(1) as other:
                assert "a1" not in other.submit(knowledge.ingredient_aliases).result()
        assert "a1" not in knowledge.ingredient_aliases()

    def test_products_are_remembered_while_their_tables_stay(self) -> None:
        before = profile(shelf.OIL)
        word = OwnRow("nordic", 1, {"word": "hansker", "read_as": "handskar", "source": "ours"})
        alias = OwnRow("ingredient_aliases", 2, {"printed": "a1", "inci": "Aqua", "source": "ours"})
        try:
            knowledge.use(rows=[word])
            assert profile(shelf.OIL) is before
            knowledge.use(rows=[word, alias])
            assert profile(shelf.OIL) is not before
        finally:
            knowledge.use(rows=())

    def test_a_profile_follows_from_these_tables_alone(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: set[str] = set()

        def remember(path: Path, columns: Iterable[str], **more: int) -> Iterator[Row]:
            opened.add(path.stem)
            return read_file(path, columns, **more)

        monkeypatch.setattr(books, "read_file", remember)
        with knowledge.trial(folders=[]) as book:
            for product in shelf.EVERYTHING:
                skin_needs(product)
                facts(product)
            of_products = set(book.of_products)
        assert of_products
        assert opened <= knowledge.ABOUT_PRODUCTS

    def test_nothing_else_remembers_what_tables_say(self) -> None:
        """``functools.cache`` would not notice that a row was added: take ``knowledge.cached``."""
        allowed = {"conf._source", "ingredient_names.name_of"}
        found = set()
        for module in pkgutil.iter_modules(recommendations.__path__):
            if module.name in ("admin", "contrib", "migrations", "templatetags"):
                continue
            imported = import_module(f"recommendations.{module.name}")
            for name, value in vars(imported).items():
                if hasattr(value, "cache_info") and value.__module__ == imported.__name__:
                    found.add(f"{module.name}.{name}")
        assert found <= allowed


class TestTables:
    @pytest.mark.parametrize("name", sorted(path.stem for path in knowledge.FOLDER.glob("*.csv")))
    def test_every_table_and_column_is_described(self, name: str) -> None:
        with (knowledge.FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
            columns = next(csv.reader(file))
        assert sorted(TABLES[name].names) == sorted(columns)
        assert name in LOADERS

    @pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
    def test_a_key_tells_rows_apart(self, table: Table) -> None:
        rows = list(read_file(knowledge.FOLDER / f"{table.name}.csv", []))
        keys = [table.key_of(row) for row in rows]
        assert table.words or len(set(keys)) == len(keys)

    def test_the_guide_names_all_of_it(self) -> None:
        guide = (Path(__file__).parents[2] / "docs/knowledge.md").read_text(encoding="utf-8")
        for table in TABLES.values():
            assert f"### {table.name}" in guide
            part = guide.partition(f"### {table.name}\n")[2].partition("\n### ")[0]
            assert [name for name in table.names if f"`{name}`" not in part] == []

    @pytest.mark.parametrize("table", TABLES)
    def test_the_example_in_the_guide_can_be_used(self, table: str, tmp_path: Path) -> None:
        guide = (Path(__file__).parents[2] / "docs/knowledge.md").read_text(encoding="utf-8")
        part = guide.partition(f"### {table}\n")[2]
        example = part.partition("```csv\n")[2].partition("```")[0]
        (tmp_path / f"{table}.csv").write_text(example, encoding="utf-8")
        with knowledge.trial(folders=[tmp_path]):
            load_all({table})


class TestPhrases:
    def finds(self, phrase: str, text: str, language: str = "en") -> bool:
        return bool(Phrases(language, [phrase], {"part": "chin/nape"}).find(tokenize(text)))

    @pytest.mark.parametrize(
        ("phrase", "text", "found"),
        [
            ("stretch", "She was stretching", True),
            ("=stretch", "She was stretching", False),
            ("shoulder*", "Round-shouldered people", True),
            ("tuck ... chin", "Tuck that proud chin", True),
            ("tuck ... chin", "Tuck it. Chin up", False),
            ("tuck chin", "Tuck your chin", False),
            ("chin + wall", "Against the wall, with the chin down", True),
            ("chin + wall", "Chin down. The wall is cold", False),
            ("tuck/draw chin", "Draw chin", True),
            ("<part> long", "The nape long and light", True),
            ("foam_roller", "On a foam roller", True),
            ("foam_roller", "On a foamroller", True),
        ],
    )
    def test_the_notation(self, phrase: str, text: str, found: bool) -> None:
        assert self.finds(phrase, text) is found

    def test_swedish_compounds_by_their_ending(self) -> None:
        assert self.finds("*smärta", "Bröstsmärta", "sv")
