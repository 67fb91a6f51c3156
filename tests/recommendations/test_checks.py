from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from recommendations import conf

from .host import settings as host_settings


def ids() -> list[str | None]:
    return [message.id for message in run_checks(tags=["recommendations"])]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, []),
        (host_settings.RECOMMENDATIONS, []),
        ([], ["recommendations.E001"]),
        ({"TRESHOLD": 1}, ["recommendations.E002"]),
        ({"PRODUCT_SOURCE": "nowhere.Shelf"}, ["recommendations.E003"]),
        (
            {"PRODUCT_SOURCE": "tests.recommendations.host.sources.Plans"},
            ["recommendations.E004"],
        ),
        ({"PURCHASE_HISTORY": "tests.recommendations.host.visitors.History"}, []),
        (
            {"PURCHASE_HISTORY": "tests.recommendations.host.visitors.Diary"},
            ["recommendations.E004"],
        ),
        ({"THRESHOLD": "high"}, ["recommendations.E005"]),
        ({"THRESHOLD": 2}, ["recommendations.E005"]),
        ({"MAX_PICKS": 0}, ["recommendations.E006"]),
        ({"MAX_PICKS": True}, ["recommendations.E006"]),
        ({"KNOWLEDGE": "own"}, ["recommendations.E008"]),
        ({"KNOWLEDGE": ["no/such/directory"]}, ["recommendations.E008"]),
        ({"KNOWLEDGE_SECONDS": "soon"}, ["recommendations.E010"]),
        ({"KNOWLEDGE_SECONDS": None}, []),
        ({"SHELF_SECONDS": -1}, ["recommendations.E011"]),
        ({"SHELF_SECONDS": None}, ["recommendations.E011"]),
        ({"SHELF_SECONDS": 0}, []),
        ({"POLICY": {"version": "2", "temperature": 0.1, "slot_minutes": 60}}, []),
        ({"POLICY": "bold"}, ["recommendations.E009"]),
        ({"POLICY": {"boldness": 1}}, ["recommendations.E009"]),
        ({"POLICY": {"temperature": 0}}, ["recommendations.E009"]),
        ({"POLICY": {"temperature": "warm"}}, ["recommendations.E009"]),
        ({"POLICY": {"slot_minutes": 0}}, ["recommendations.E009"]),
    ],
)
def test_a_wrong_setting_has_a_number(
    settings: Settings, value: object, expected: list[str]
) -> None:
    settings.RECOMMENDATIONS = value
    assert ids() == expected


def test_a_wrong_row_of_the_host_has_a_number(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "ingredient_aliases.csv"
    own.write_text("printed,inci,source\nsquish,,ours\n")
    settings.RECOMMENDATIONS = {"KNOWLEDGE": [tmp_path]}
    (error,) = run_checks(tags=["recommendations"])
    assert error.id == "recommendations.E007"
    assert f"{own}, line 2: inci is empty." in error.msg


def test_a_file_that_extends_no_table_has_a_number(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "excercises.csv").write_text("slug,source\n")
    settings.RECOMMENDATIONS = {"KNOWLEDGE": [str(tmp_path)]}
    (error,) = run_checks(tags=["recommendations"])
    assert error.id == "recommendations.E007"
    assert "excercises.csv: there is no table of that name" in error.msg


def test_a_setting_takes_effect_when_it_changes(settings: Settings) -> None:
    settings.RECOMMENDATIONS = {"THRESHOLD": 0.9}
    assert conf.threshold() == 0.9
    settings.RECOMMENDATIONS = {}
    assert conf.threshold() == conf.DEFAULTS["THRESHOLD"]


def test_a_source_that_is_not_set_is_named(settings: Settings) -> None:
    settings.RECOMMENDATIONS = {}
    with pytest.raises(LookupError, match="PRODUCT_SOURCE"):
        conf.product_source()
