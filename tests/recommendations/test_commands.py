import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from . import shelf

ARTICLES: list[dict[str, Any]] = [
    {"id": "run", "lang": "en", "title": "Burpees", "excerpt": shelf.SWEATY.text},
    {"id": "cat", "lang": "en", "title": shelf.CAT.title, "excerpt": shelf.CAT.text},
]
PRODUCTS: list[dict[str, Any]] = [
    {"id": item.ref.key, "name": item.name, "ingredients": item.ingredients}
    for item in shelf.EVERYTHING
]


def as_lines(entries: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(entry) + "\n" for entry in entries)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "a.jsonl").write_text(as_lines(ARTICLES), encoding="utf-8")
    (tmp_path / "p.json").write_text(json.dumps(PRODUCTS), encoding="utf-8")
    return tmp_path


def pair(folder: Path, *more: str) -> None:
    call_command(
        "pair", "--articles", str(folder / "a.jsonl"), "--products", str(folder / "p.json"), *more
    )


class TestPair:
    def test_predictions_are_written(self, files: Path) -> None:
        pair(files, "--out", str(files / "out.json"))
        predictions = json.loads((files / "out.json").read_text(encoding="utf-8"))
        assert predictions["run"][0] == "cleanser"
        assert len(predictions["run"]) == 3
        assert predictions["cat"] == []

    def test_explanations_stand_beside_them(self, files: Path) -> None:
        pair(files, "--out", str(files / "out.json"), "--explain")
        explained = json.loads((files / "out.explain.json").read_text(encoding="utf-8"))
        first = explained["run"][0]
        assert (first["product"], first["step"]) == ("cleanser", "cleanse")
        assert 0 < first["score"] <= 1
        assert first["reasons"]["sv"].startswith("Eftersom ")

    def test_results_go_to_the_output_and_progress_does_not(
        self, files: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pair(files, "--json")
        captured = capsys.readouterr()
        assert json.loads(captured.out)["cat"] == []
        assert "2 of 2" in captured.err

    def test_a_table_for_people(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        pair(files, "--explain")
        assert "run  cleanser (" in capsys.readouterr().out

    def test_a_list_and_lines_and_an_object_give_the_same(
        self, files: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answers = []
        for text in (
            as_lines(ARTICLES),
            json.dumps(ARTICLES),
            json.dumps({"articles": ARTICLES, "products": PRODUCTS}, indent=1),
        ):
            (files / "a.jsonl").write_text(text, encoding="utf-8")
            pair(files, "--json")
            answers.append(capsys.readouterr().out)
        assert answers[0] == answers[1] == answers[2]

    def test_category_and_ingredients_may_be_missing(self, files: Path) -> None:
        bare = [{"id": "x", "name": "Face Oil"}, {"id": "y", "name": "Oil", "ingredients": None}]
        (files / "p.json").write_text(json.dumps(bare), encoding="utf-8")
        pair(files, "--out", str(files / "out.json"))
        assert json.loads((files / "out.json").read_text(encoding="utf-8"))["run"] == []

    def test_no_articles_no_predictions(self, files: Path) -> None:
        (files / "a.jsonl").write_text("", encoding="utf-8")
        pair(files, "--out", str(files / "out.json"))
        assert json.loads((files / "out.json").read_text(encoding="utf-8")) == {}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (as_lines(ARTICLES[:1]) + "{broken\n", "line 2: no JSON object"),
            ("\n" + as_lines(ARTICLES[:1]) + "[1]\n", "line 3: an object is expected"),
            (as_lines([{"id": "a", "lang": "en", "title": "T"}]), "line 1: 'excerpt' as text"),
            (as_lines([{**ARTICLES[0], "id": 7}]), "line 1: 'id' as text is expected, not 7"),
            (as_lines([ARTICLES[0], ARTICLES[0]]), "line 2: id 'run' was used in line 1"),
            (json.dumps([ARTICLES[0], 5]), "entry 2: an object is expected"),
            ("[\n{", "line 2: no JSON"),
        ],
    )
    def test_a_bad_line_is_named(self, files: Path, text: str, message: str) -> None:
        (files / "a.jsonl").write_text(text, encoding="utf-8")
        with pytest.raises(CommandError, match=message.replace("[", r"\[")):
            pair(files)

    def test_a_file_that_is_not_there_is_named(self, files: Path) -> None:
        (files / "p.json").unlink()
        with pytest.raises(CommandError, match=r"p\.json: cannot be read"):
            pair(files)

    def test_a_place_that_cannot_be_written_to_is_named(self, files: Path) -> None:
        with pytest.raises(CommandError, match=r"out\.json: cannot be written"):
            pair(files, "--out", str(files / "missing" / "out.json"))


class TestCheckClaims:
    def check(
        self, folder: Path, capsys: pytest.CaptureFixture[str], text: str, *more: str
    ) -> tuple[int, list[dict[str, Any]]]:
        path = folder / "copy.txt"
        path.write_text(text, encoding="utf-8")
        status = 0
        try:
            call_command("check_claims", "--scope", "product", str(path), *more)
        except SystemExit as end:
            status = int(end.code or 0)
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def test_every_line_gets_an_answer(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, answers = self.check(tmp_path, capsys, "Soft.\n\nIt heals skin.\n")
        assert status == 1
        assert [answer["line"] for answer in answers] == [1, 2, 3]
        assert [answer["severity"] for answer in answers] == ["none", "none", "block"]
        [hit] = answers[2]["hits"]
        assert hit["span"] == [3, 8]
        assert hit["text"] == "heals"
        assert set(hit) == {"class", "span", "text", "suggestion"}

    def test_answers_go_to_a_file_and_progress_does_not(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "copy.txt").write_text("Soft.\n" * 500 + "It heals skin.\n", encoding="utf-8")
        with pytest.raises(SystemExit):
            call_command(
                "check_claims",
                *("--scope", "product", str(tmp_path / "copy.txt")),
                *("--out", str(tmp_path / "answers.jsonl")),
            )
        captured = capsys.readouterr()
        answers = (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()
        assert captured.out == ""
        assert "501 of 501 lines" in captured.err
        assert len(answers) == 501
        assert json.loads(answers[-1])["severity"] == "block"

    def test_a_warning_does_not_fail(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, answers = self.check(tmp_path, capsys, "Clinically proven", "--lang", "en")
        assert (status, answers[0]["severity"]) == (0, "warn")

    def test_an_empty_file_has_no_lines(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.check(tmp_path, capsys, "") == (0, [])
