"""What every host has to keep, one class per protocol. Subclass it in the host's own tests.

Say in the fixtures which of the host's items stand for what; the tests are then the same for a
shop, a site without a database, or an adapter of a foreign shop.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

import pytest

from recommendations.contract import (
    ConsentPolicy,
    Content,
    ContentSource,
    Event,
    EventSink,
    Product,
    ProductSource,
    PurchaseHistory,
    Ref,
)

Counting = Callable[[int], AbstractContextManager[object]]

UNKNOWN = "999999999"


def uncounted(number: int) -> AbstractContextManager[object]:
    """For hosts without a database. Others give ``django_assert_max_num_queries``."""
    return nullcontext()


class ContentSourceContract:
    most_queries = 4  # for a batch of any size

    @pytest.fixture
    def source(self) -> ContentSource:
        raise NotImplementedError

    @pytest.fixture
    def published(self) -> list[object]:
        """At least two of the host's own published items."""
        raise NotImplementedError

    @pytest.fixture
    def draft(self) -> object:
        raise NotImplementedError

    @pytest.fixture
    def at_most_queries(self) -> Counting:
        return uncounted

    def test_it_is_a_content_source(self, source: ContentSource) -> None:
        assert isinstance(source, ContentSource)

    def test_a_published_item_is_described(
        self, source: ContentSource, published: list[object]
    ) -> None:
        ref = source.ref_for(published[0])
        assert ref is not None
        content = source.get([ref])[ref]
        assert isinstance(content, Content)
        assert content.ref == ref
        assert content.title
        assert content.language

    def test_a_ref_can_be_stored_and_read_again(
        self, source: ContentSource, published: list[object]
    ) -> None:
        ref = source.ref_for(published[0])
        assert ref is not None
        assert Ref.parse(str(ref)) == ref

    def test_a_draft_is_hidden(self, source: ContentSource, draft: object) -> None:
        ref = source.ref_for(draft)
        assert ref is None or ref not in source.get([ref])

    def test_all_that_is_published_is_listed(
        self, source: ContentSource, published: list[object], at_most_queries: Counting
    ) -> None:
        with at_most_queries(self.most_queries):
            refs = list(source.refs())
        assert {source.ref_for(item) for item in published} <= set(refs)
        assert set(source.get(refs)) == set(refs)

    def test_an_unknown_ref_is_missing(
        self, source: ContentSource, published: list[object]
    ) -> None:
        known = source.ref_for(published[0])
        assert known is not None
        unknown = [Ref(known.kind, UNKNOWN), Ref("nobody", known.key), Ref(known.kind, "?")]
        assert set(source.get([known, *unknown])) == {known}

    def test_an_object_of_somebody_else_has_no_ref(self, source: ContentSource) -> None:
        assert source.ref_for(object()) is None

    def test_nothing_asked_nothing_given(self, source: ContentSource) -> None:
        assert dict(source.get([])) == {}

    def test_a_batch_costs_no_more_queries_than_one(
        self, source: ContentSource, published: list[object], at_most_queries: Counting
    ) -> None:
        refs = [ref for item in published if (ref := source.ref_for(item))]
        with at_most_queries(self.most_queries):
            assert len(source.get(refs)) == len(published) >= 2


class ProductSourceContract:
    most_queries = 4

    @pytest.fixture
    def source(self) -> ProductSource:
        raise NotImplementedError

    @pytest.fixture
    def in_stock(self) -> list[Ref]:
        """At least two published products that can be bought."""
        raise NotImplementedError

    @pytest.fixture
    def out_of_stock(self) -> Ref:
        raise NotImplementedError

    @pytest.fixture
    def unpublished(self) -> Ref:
        raise NotImplementedError

    @pytest.fixture
    def at_most_queries(self) -> Counting:
        return uncounted

    def test_it_is_a_product_source(self, source: ProductSource) -> None:
        assert isinstance(source, ProductSource)

    def test_an_object_leads_back_to_its_ref(
        self, source: ProductSource, in_stock: list[Ref]
    ) -> None:
        for ref, item in source.items(in_stock).items():
            assert source.ref_for(item) == ref

    def test_an_object_of_somebody_else_has_no_ref(self, source: ProductSource) -> None:
        assert source.ref_for(object()) is None

    def test_what_can_be_bought_is_there_and_available(
        self, source: ProductSource, in_stock: list[Ref]
    ) -> None:
        everything = {product.ref: product for product in source.all()}
        for ref in in_stock:
            assert isinstance(everything[ref], Product)
            assert everything[ref].available
            assert everything[ref].name

    def test_out_of_stock_is_there_and_flagged(
        self, source: ProductSource, out_of_stock: Ref
    ) -> None:
        assert not source.get([out_of_stock])[out_of_stock].available
        assert out_of_stock in {product.ref for product in source.all()}

    def test_unpublished_is_hidden(self, source: ProductSource, unpublished: Ref) -> None:
        assert unpublished not in {product.ref for product in source.all()}
        assert unpublished not in source.get([unpublished])
        assert unpublished not in source.items([unpublished])

    def test_an_unknown_ref_is_missing(self, source: ProductSource, in_stock: list[Ref]) -> None:
        known = in_stock[0]
        unknown = [Ref(known.kind, UNKNOWN), Ref("nobody", known.key), Ref(known.kind, "?")]
        assert set(source.get([known, *unknown])) == {known}
        assert set(source.items([known, *unknown])) == {known}

    def test_get_and_all_say_the_same(self, source: ProductSource, in_stock: list[Ref]) -> None:
        everything = {product.ref: product for product in source.all()}
        for ref, product in source.get(in_stock).items():
            assert product == everything[ref]

    def test_nothing_asked_nothing_given(self, source: ProductSource) -> None:
        assert dict(source.get([])) == {}
        assert dict(source.items([])) == {}

    def test_a_batch_costs_no_more_queries_than_one(
        self, source: ProductSource, in_stock: list[Ref], at_most_queries: Counting
    ) -> None:
        assert len(in_stock) >= 2
        with at_most_queries(self.most_queries):
            assert len(source.get(in_stock)) == len(in_stock)
        with at_most_queries(self.most_queries):
            assert len(source.items(in_stock)) == len(in_stock)
        with at_most_queries(self.most_queries):
            list(source.all())


class PurchaseHistoryContract:
    @pytest.fixture
    def history(self) -> PurchaseHistory:
        raise NotImplementedError

    @pytest.fixture
    def buyer(self) -> str:
        """A visitor with at least two purchases."""
        raise NotImplementedError

    def test_it_is_a_purchase_history(self, history: PurchaseHistory) -> None:
        assert isinstance(history, PurchaseHistory)

    def test_newest_first_with_aware_times(self, history: PurchaseHistory, buyer: str) -> None:
        times = [purchase.at for purchase in history.purchases(buyer)]
        assert len(times) >= 2
        assert times == sorted(times, reverse=True)
        assert all(time.tzinfo is not None for time in times)

    def test_a_stranger_bought_nothing(self, history: PurchaseHistory) -> None:
        assert list(history.purchases("somebody nobody knows")) == []


class EventSinkContract:
    @pytest.fixture
    def sink(self) -> EventSink:
        raise NotImplementedError

    @pytest.fixture
    def recorded(self) -> Callable[[], int]:
        """How many events the sink holds now."""
        raise NotImplementedError

    def test_it_is_an_event_sink(self, sink: EventSink) -> None:
        assert isinstance(sink, EventSink)

    def test_what_is_given_is_kept(
        self, sink: EventSink, recorded: Callable[[], int], now: datetime
    ) -> None:
        before = recorded()
        sink.record([Event("shown", None, Ref("item", "1"), now)])
        assert recorded() == before + 1

    def test_nothing_given_nothing_kept(self, sink: EventSink, recorded: Callable[[], int]) -> None:
        before = recorded()
        sink.record([])
        assert recorded() == before


class ConsentPolicyContract:
    @pytest.fixture
    def policy(self) -> ConsentPolicy:
        raise NotImplementedError

    @pytest.fixture
    def agreed(self) -> tuple[str, str]:
        """A purpose and a visitor who agreed to it."""
        raise NotImplementedError

    def test_it_is_a_consent_policy(self, policy: ConsentPolicy) -> None:
        assert isinstance(policy, ConsentPolicy)

    def test_who_agreed_is_allowed(self, policy: ConsentPolicy, agreed: tuple[str, str]) -> None:
        assert policy.allows(*agreed)

    def test_silence_is_no_consent(self, policy: ConsentPolicy, agreed: tuple[str, str]) -> None:
        purpose, visitor = agreed
        assert not policy.allows(purpose, "somebody nobody knows")
        assert not policy.allows("another purpose", visitor)
