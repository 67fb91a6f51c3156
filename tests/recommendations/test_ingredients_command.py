import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

HEADER = "id,name,brand,category,ingredients\n"
COLUMNS = (
    "id,usable,reason,matched_share,inci,organic,step,allergens,cautions,need_dryness,"
    "need_blemishes,need_ageing,need_dark_spots,need_dullness,need_firmness,need_redness,need_pores"
)
SERUM = 'a,Serum,Us,serum,"Water, Glycerin*, Niacinamide, Fragrance, Linalool. *Organic farming."\n'


def run(folder: Path, text: str, *more: str) -> None:
    (folder / "in.csv").write_text(text, encoding="utf-8")
    call_command("profile_ingredients", "--in", str(folder / "in.csv"), *more)


def told(folder: Path, text: str) -> list[dict[str, Any]]:
    run(folder, text, "--out", str(folder / "out.csv"))
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestProfileIngredients:
    def test_a_list_is_told_in_the_agreed_columns(self, tmp_path: Path) -> None:
        [row] = told(tmp_path, HEADER + SERUM)
        assert ",".join(row) == COLUMNS
        assert row["usable"] == "yes"
        assert row["inci"] == "aqua;glycerin;niacinamide;parfum;linalool"
        assert row["organic"] == "glycerin"
        assert row["allergens"] == "Linalool"
        assert row["step"] == "treat"
        assert "scent_strong" in row["cautions"].split(";")
        assert float(row["matched_share"]) == 1
        assert all(0 <= float(row[name]) <= 1 for name in row if name.startswith("need_"))

    def test_a_cell_without_a_list_says_why(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = f"{HEADER}a,A,,,#NAME?\nb,B,,,Visit the Dior boutique\nc,C,,,Soft.\n"
        rows = told(tmp_path, text)
        assert [row["usable"] for row in rows] == ["no"] * 3
        assert [row["reason"] for row in rows] == [
            "empty",
            "printed elsewhere",
            "no ingredient names",
        ]
        assert {row["need_dryness"] for row in rows} == {"0.0"}
        assert "1 without a list: printed elsewhere" in capsys.readouterr().err

    def test_json_holds_lists(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run(tmp_path, HEADER + SERUM, "--json")
        captured = capsys.readouterr()
        [row] = json.loads(captured.out)
        assert row["inci"][:2] == ["aqua", "glycerin"]
        assert row["names"][1]["functions"] == ["Humectant"]
        assert row["declared_above_pct"] == {"Linalool": {"leave_on": 0.001, "rinse_off": 0.01}}
        assert (row["unknown"], row["may_contain"]) == ([], [])
        assert row["lists"] == [{"name": "", "inci": row["inci"]}]
        assert "1 of 1 products" in captured.err

    def test_a_kit_says_how_it_was_read(self, tmp_path: Path) -> None:
        kit = '"Oil: Squalane, Tocopherol. Serum: Aqua, Retinol, Limonene."'
        [row] = told(tmp_path, f"{HEADER}k,Kit,Us,,{kit}\n")
        assert row["usable"] == "yes"
        assert row["reason"].startswith("2 lists: needs of the first (Oil)")
        assert row["inci"] == "squalane;tocopherol"
        assert row["allergens"] == "Limonene"
        assert "pregnancy" in row["cautions"].split(";")

    def test_without_out_the_table_goes_to_the_output(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(tmp_path, HEADER + SERUM)
        [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
        assert row["id"] == "a"

    def test_more_columns_in_any_order_are_fine(self, tmp_path: Path) -> None:
        text = 'price,ingredients,brand,name,category,id\n9,"Aqua, Glycerin",,Gel,,7\n'
        assert [row["id"] for row in told(tmp_path, text)] == ["7"]

    def test_no_products(self, tmp_path: Path) -> None:
        assert told(tmp_path, HEADER) == []

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "line 1: column id, name, brand, category, ingredients is missing"),
            ("id,name\n1,A\n", "line 1: column brand, category, ingredients is missing"),
            (HEADER + SERUM + "b,B,,\n", "line 3: 4 cells; 5 are expected"),
            (HEADER + "b,B,,,Aqua,Glycerin\n", "line 2: 6 cells; 5 are expected"),
            (HEADER + ",B,,,Aqua\n", "line 2: id is empty"),
            (HEADER + SERUM + SERUM, "line 3: id 'a' was used in line 2"),
            (HEADER + 'b,B,,,"Aqua\n', "line 2: no CSV"),
        ],
    )
    def test_a_bad_line_is_named(self, tmp_path: Path, text: str, message: str) -> None:
        with pytest.raises(CommandError, match=message):
            run(tmp_path, text)

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"no\.csv: cannot be read"):
            call_command("profile_ingredients", "--in", str(tmp_path / "no.csv"))
