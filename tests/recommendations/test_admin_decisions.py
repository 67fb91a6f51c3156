"""What was shown and what it earned, as the back office lists it."""

import datetime
import math
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from recommendations.admin.decisions import LEAST_SHOWN, at_least, share
from recommendations.models import Decision, Event, PairCount
from tests.blog import make as blog
from tests.catalogue import make as catalogue

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


def changelist(model: type[Model], **query: str) -> str:
    return reverse(f"admin:recommendations_{model._meta.model_name}_changelist", query=query)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def a_decision(content: str, picks: list[str], **more: Any) -> Decision:
    given: dict[str, Any] = {
        "policy": "1",
        "slot": NOON,
        "candidates": {"seal": {picks[0]: 0.71, "product:404": 0.7}},
        "propensity": 0.4,
    }
    return Decision.objects.create(content=content, picks=picks, **given | more)


@pytest.mark.parametrize("model", [Decision, Event, PairCount])
def test_it_is_read_and_never_written(
    model: type[Model], admin_client: Client, admin_user: User
) -> None:
    assert admin_client.get(changelist(model)).status_code == 200
    assert admin_client.get(changelist(model) + "add/").status_code == 403
    request = RequestFactory().get("/")
    request.user = admin_user
    registered = admin.site._registry[model]
    assert not registered.has_change_permission(request)
    assert not registered.has_delete_permission(request)


class TestNames:
    def test_a_decision_is_told_in_names(self, admin_client: Client) -> None:
        oil, desk = catalogue.product("calm-oil", name_en="Calm oil"), blog.article("desk")
        decision = a_decision(f"article:{desk.pk}", [f"product:{oil.pk}"], shown=9, clicked=2)
        listed = page(admin_client, changelist(Decision))
        assert "Calm oil" in listed
        assert desk.title in listed
        told = page(
            admin_client, reverse("admin:recommendations_decision_change", args=[decision.pk])
        )
        assert "Calm oil 0.710, product:404 0.700" in told

    def test_what_is_gone_keeps_its_ref(self, admin_client: Client) -> None:
        a_decision("article:404", ["product:404"])
        listed = page(admin_client, changelist(Decision))
        assert "article:404" in listed
        assert "product:404" in listed

    def test_an_event_without_content(self, admin_client: Client) -> None:
        oil = catalogue.product("calm-oil", name_en="Calm oil")
        event = Event.objects.create(
            key="1", verb="bought", product=f"product:{oil.pk}", visitor="f00d", at=NOON
        )
        assert "Calm oil" in page(admin_client, changelist(Event))
        told = page(admin_client, reverse("admin:recommendations_event_change", args=[event.pk]))
        assert "Calm oil" in told
        assert "f00d" not in told

    @pytest.mark.parametrize("words", ["calm o", "the DESK"])
    def test_a_search_is_by_name(self, admin_client: Client, words: str) -> None:
        oil = catalogue.product("calm-oil", name_en="Calm oil")
        desk = blog.article("desk", title="At the desk")
        PairCount.objects.create(content=f"article:{desk.pk}", product=f"product:{oil.pk}")
        PairCount.objects.create(content="article:404", product="product:404")
        listed = page(admin_client, changelist(PairCount, q=words))
        assert "Calm oil" in listed
        assert "product:404" not in listed
        assert "Calm oil" not in page(admin_client, changelist(PairCount, q="nothing"))

    def test_decisions_are_searched_by_their_text(self, admin_client: Client) -> None:
        desk = blog.article("desk", title="At the desk")
        a_decision(f"article:{desk.pk}", ["product:1"])
        a_decision("article:404", ["product:2"])
        listed = page(admin_client, changelist(Decision, q="desk"))
        assert "product:1" in listed
        assert "product:2" not in listed

    @pytest.mark.parametrize("model", [Decision, PairCount])
    def test_more_rows_take_no_more_queries(
        self,
        model: type[Model],
        admin_client: Client,
        django_assert_num_queries: Any,
        django_assert_max_num_queries: Any,
    ) -> None:
        for number in range(12):
            oil = catalogue.product(f"oil-{number}", name_en=f"Oil {number}")
            desk = blog.article(f"desk-{number}")
            a_decision(f"article:{desk.pk}", [f"product:{oil.pk}"])
            PairCount.objects.create(content=f"article:{desk.pk}", product=f"product:{oil.pk}")
        with django_assert_max_num_queries(14):
            listed = page(admin_client, changelist(model))
        assert all(f"Oil {number}" in listed for number in range(12))


class TestWhichPairingsEarn:
    @pytest.mark.parametrize("order", [{}, {"o": "-5"}])
    def test_one_click_of_one_view_does_not_lead(
        self, admin_client: Client, order: dict[str, str]
    ) -> None:
        for product, shown, clicked in [("lucky", 1, 1), ("proven", 400, 60), ("seen", 400, 2)]:
            PairCount.objects.create(
                content="article:1", product=f"product:{product}", shown=shown, clicked=clicked
            )
        listed = page(admin_client, changelist(PairCount, **order))
        places = [listed.index(f"product:{name}") for name in ("proven", "seen", "lucky")]
        assert places == sorted(places)

    def test_what_sells_comes_before_what_is_looked_at(self, admin_client: Client) -> None:
        PairCount.objects.create(content="article:1", product="product:a", shown=99, clicked=60)
        PairCount.objects.create(content="article:1", product="product:b", shown=99, bought=5)
        listed = page(admin_client, changelist(PairCount))
        assert listed.index("product:b") < listed.index("product:a")

    @pytest.mark.parametrize(
        ("shown", "clicked"), [(0, 0), (0, 3), (29, 29), (30, 0), (30, 3), (30, 34), (5000, 77)]
    )
    def test_the_lower_end_is_wilsons(self, shown: int, clicked: int) -> None:
        PairCount.objects.create(content="c:1", product="p:1", shown=shown, clicked=clicked)
        [found] = PairCount.objects.annotate(low=at_least("clicked"), part=share("clicked"))
        assert found.part == pytest.approx(clicked / shown if shown else 0)
        if shown < LEAST_SHOWN:
            assert found.low == 0
            return
        part, z = min(1, clicked / shown), 1.959964
        centre = part + z * z / (2 * shown)
        spread = z * math.sqrt(part * (1 - part) / shown + z * z / (4 * shown * shown))
        expected = (centre - spread) / (1 + z * z / shown)
        assert found.low == pytest.approx(expected, abs=1e-5)
