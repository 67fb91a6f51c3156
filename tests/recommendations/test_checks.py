import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from recommendations import conf, knowledge
from recommendations.knowledge import KnowledgeError

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
        ({"THRESHOLD": "high"}, ["recommendations.E005"]),
        ({"THRESHOLD": 2}, ["recommendations.E005"]),
        ({"MAX_PICKS": 0}, ["recommendations.E006"]),
        ({"MAX_PICKS": True}, ["recommendations.E006"]),
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


def test_a_wrong_table_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise KnowledgeError("moments.csv, line 2: skin is empty.")

    monkeypatch.setattr(knowledge, "check_all", refuse)
    assert ids() == ["recommendations.E007"]


def test_a_setting_takes_effect_when_it_changes(settings: Settings) -> None:
    settings.RECOMMENDATIONS = {"THRESHOLD": 0.9}
    assert conf.threshold() == 0.9
    settings.RECOMMENDATIONS = {}
    assert conf.threshold() == conf.DEFAULTS["THRESHOLD"]


def test_a_source_that_is_not_set_is_named(settings: Settings) -> None:
    settings.RECOMMENDATIONS = {}
    with pytest.raises(LookupError, match="PRODUCT_SOURCE"):
        conf.product_source()
