from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from recommendations.contract import Pick, Reason, Ref, Step, Thread
from recommendations.engine import recommend

from . import shelf
from .contract_tests import (
    ConsentPolicyContract,
    ContentSourceContract,
    EventSinkContract,
    ProductSourceContract,
    PurchaseHistoryContract,
)
from .host.sources import Plans, Shelf
from .host.things import PLANS
from .host.visitors import Diary, History, Promises


class TestPlansOfTheHost(ContentSourceContract):
    @pytest.fixture
    def source(self) -> Plans:
        return Plans()

    @pytest.fixture
    def published(self) -> list[object]:
        return [PLANS["long-run"], PLANS["stiff-neck"]]

    @pytest.fixture
    def draft(self) -> object:
        return PLANS["draft"]


class TestShelfOfTheHost(ProductSourceContract):
    @pytest.fixture
    def source(self) -> Shelf:
        return Shelf()

    @pytest.fixture
    def in_stock(self) -> list[Ref]:
        return [Ref("item", "wash"), Ref("item", "oil")]

    @pytest.fixture
    def out_of_stock(self) -> Ref:
        return Ref("item", "gone")

    @pytest.fixture
    def unpublished(self) -> Ref:
        return Ref("item", "secret")


class TestHistoryOfTheHost(PurchaseHistoryContract):
    @pytest.fixture
    def history(self) -> History:
        return History()

    @pytest.fixture
    def buyer(self) -> str:
        return "regular"


class TestDiaryOfTheHost(EventSinkContract):
    @pytest.fixture
    def sink(self) -> Diary:
        return Diary()

    @pytest.fixture
    def recorded(self, sink: Diary) -> Callable[[], int]:
        return lambda: len(sink.events)

    @pytest.fixture
    def now(self) -> datetime:
        return datetime(2026, 5, 1, tzinfo=UTC)


class TestPromisesOfTheHost(ConsentPolicyContract):
    @pytest.fixture
    def policy(self) -> Promises:
        return Promises()

    @pytest.fixture
    def agreed(self) -> tuple[str, str]:
        return "personal_picks", "regular"


class TestRef:
    def test_it_survives_storage(self) -> None:
        assert Ref.parse(str(Ref("product", "a:b"))) == Ref("product", "a:b")

    @pytest.mark.parametrize("text", ["", "product", "product:", ":1"])
    def test_a_text_that_is_none_is_refused_in_a_sentence(self, text: str) -> None:
        with pytest.raises(ValueError, match="Ref"):
            Ref.parse(text)

    def test_a_kind_with_a_colon_is_refused(self) -> None:
        with pytest.raises(ValueError, match="without a colon"):
            Ref("a:b", "1")


class TestPick:
    def test_a_regional_language_finds_its_language(self) -> None:
        [pick] = recommend(shelf.DRY, [shelf.SERUM])
        assert pick.reason("sv-se") == pick.reason("sv")

    def test_a_language_nobody_wrote_has_no_reason(self) -> None:
        reason = Reason("Because.", Thread("a", "b", "c"))
        [seen] = recommend(shelf.DRY, [shelf.SERUM])
        pick = Pick(Ref("p", "1"), Step.SEAL, 1, 0.5, seen.evidence, {"en": reason})
        assert pick.reason("fi") is None
