from pathlib import Path

import pytest

from recommendations import knowledge
from recommendations.all_tables import load_all
from recommendations.knowledge import KnowledgeError, read_file, read_table
from recommendations.words import Phrases, tokenize


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
