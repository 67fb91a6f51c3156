"""Norwegian and Danish texts are read with the Swedish words."""

import pytest

from recommendations.contract import Content, Ref
from recommendations.reading import read


def text(language: str, title: str, body: str) -> Content:
    return Content(Ref("article", "1"), language, title, body)


@pytest.mark.parametrize(
    ("language", "title", "body", "moment", "exercise"),
    [
        (
            *("nb", "Svømming hver tirsdag", "Førti lengder i bassenget. Klorvannet gjør huden"),
            *("water", "swimming"),
        ),
        (
            "nb",
            "Rolig kveldsyoga",
            "Legg deg på matta, slukk lyset. Nakkestrekk, barnets stilling, og så i seng.",
            *("evening", "yoga"),
        ),
        (
            "nb",
            "Skitur i påskesola",
            "Vi gikk to mil på ski under blå himmel. Jeg svettet i bakkene.",
            *("cold", "skiing"),
        ),
        (
            "da",
            "Aftenyoga før sengetid",
            "Rul måtten ud, sluk lyset. Barnets stilling og rolige nakkestræk, før du går i seng.",
            *("evening", "yoga"),
        ),
        (
            "da",
            "Håndbold tirsdag aften",
            "En time i hallen, sveden drev, og ansigtet var rødt, da vi gik i brusebad.",
            *("sweaty", "team-sports"),
        ),
    ],
)
def test_movement_is_read(language: str, title: str, body: str, moment: str, exercise: str) -> None:
    reading = read(text(language, title, body))
    assert reading.about_body
    assert (reading.moment, reading.exercises[0]) == (moment, exercise)


@pytest.mark.parametrize(
    ("language", "title", "body"),
    [
        ("nb", "Oljeskift på bilen", "Slik bytter du motorolje selv. Pass på ryggen."),
        ("nb", "Steke i olivenolje", "Varm pannen, rett ryggen når du løfter gryten."),
        ("da", "Køb af brugt cykel", "Tjek kæden og olie den. Sadlen skal passe i højden."),
        ("da", "Plæneklipperen vil ikke starte", "Skift olien. Ryggen har godt af en pause."),
    ],
)
def test_other_subjects_are_passed_over(language: str, title: str, body: str) -> None:
    assert not read(text(language, title, body)).about_body
