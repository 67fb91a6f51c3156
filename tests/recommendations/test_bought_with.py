"""What buyers bought too, at a host without a shop."""

from dataclasses import replace
from typing import Any

import pytest
from django.template import Context, Template

from recommendations import stored_table
from recommendations.bought_with import AT_LEAST, bought_with
from recommendations.learning import WINDOW

from .host.things import ITEMS, PLANS, Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]


def bought(*skus: str, people: int = AT_LEAST) -> None:
    refs = [f"item:{sku}" for sku in skus]
    for _ in range(people):
        for place, ref in enumerate(refs):
            stored_table.learn("bought", refs[:place], ref)


def beside(sku: str, **more: Any) -> list[str]:
    return [item.sku for item in bought_with(ITEMS[sku], **more) if isinstance(item, Item)]


def test_nothing_is_known_at_first() -> None:
    assert beside("wash") == []


def test_too_few_people_are_not_often() -> None:
    bought("wash", "oil", people=AT_LEAST - 1)
    assert beside("wash") == []
    bought("wash", "oil", people=1)
    assert beside("wash") == ["oil"]
    assert beside("oil") == ["wash"]


def test_the_strongest_come_first_and_there_are_few() -> None:
    bought("wash", "shoes", "oil", "water", "retinol")
    bought("wash", "oil", people=6)
    found = beside("wash")
    assert found[0] == "oil"
    assert len(found) == 3
    assert beside("wash", limit=1) == ["oil"]


def test_only_what_can_be_bought_is_shown() -> None:
    bought("wash", "gone", "secret", "no-more", "oil")
    assert beside("wash") == ["oil"]


def test_what_the_page_shows_already_can_be_left_out() -> None:
    bought("wash", "oil", "water")
    assert beside("wash", exclude=[ITEMS["oil"], PLANS["chain"]]) == ["water"]


def test_things_of_nobody_are_bought_with_nothing() -> None:
    assert bought_with(PLANS["chain"]) == []
    assert bought_with(replace(ITEMS["oil"], sku="never-sold")) == []


def test_it_costs_two_queries_of_ours(django_assert_num_queries: Any) -> None:
    bought("wash", "oil", *(f"other{n}" for n in range(WINDOW)))
    with django_assert_num_queries(2):
        assert beside("wash") == ["oil"]


def test_a_page_draws_them() -> None:
    bought("wash", "oil", "water")
    page = Template(
        "{% load recommendations %}{% bought_with thing exclude=shown as others %}"
        "{% for other in others %}{{ other }};{% endfor %}"
    )
    context = Context({"thing": ITEMS["wash"], "shown": [ITEMS["water"]]})
    assert page.render(context) == "Plain Oil;"
