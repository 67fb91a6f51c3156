"""The shelf that a process keeps: never out of date where it is shown, seldom read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from threading import Thread

import pytest
from pytest_django import Settings

from recommendations import conf, knowledge, known_facts, stock
from recommendations.contract import Product, Ref
from recommendations.knowledge import OwnRow
from recommendations.shelf import Facts, Key, Shelf, find_facts, key

from . import shelf

EVENING = shelf.EVENING.ref


class Cupboard:
    """A ProductSource that counts how often it is read."""

    def __init__(self) -> None:
        self.products = {item.ref: item for item in shelf.EVERYTHING}
        self.read_whole = 0
        self.looked_up = 0

    def all(self) -> Iterable[Product]:
        self.read_whole += 1
        return list(self.products.values())

    def get(self, refs: Collection[Ref]) -> Mapping[Ref, Product]:
        self.looked_up += 1
        return {ref: self.products[ref] for ref in refs if ref in self.products}

    def items(self, refs: Collection[Ref]) -> Mapping[Ref, object]:
        return {ref: self.products[ref] for ref in refs if ref in self.products}


@pytest.fixture
def cupboard(settings: Settings) -> Cupboard:
    settings.RECOMMENDATIONS = {"PRODUCT_SOURCE": f"{__name__}.Cupboard"}
    source = conf.product_source()
    assert isinstance(source, Cupboard)
    return source


def shown() -> list[str]:
    [picks] = stock.composed([shelf.EVENING]).values()
    return [pick.product.key for pick in picks]


class TestComposed:
    def test_the_products_are_read_once_and_what_is_shown_every_time(
        self, cupboard: Cupboard
    ) -> None:
        assert shown() == shown() == shown()
        assert cupboard.read_whole == 1
        assert cupboard.looked_up == 2  # not right after reading them all

    def test_nothing_asked_nothing_read(self, cupboard: Cupboard) -> None:
        assert stock.composed([]) == {}
        assert cupboard.read_whole == 0

    def test_what_fell_out_gives_way_to_the_next_best(self, cupboard: Cupboard) -> None:
        second = replace(shelf.OIL, ref=Ref("product", "second-oil"))
        third = replace(shelf.OIL, ref=Ref("product", "third-oil"))
        cupboard.products |= {second.ref: second, third.ref: third}
        assert "oil" in shown()
        cupboard.products[shelf.OIL.ref] = replace(shelf.OIL, available=False)
        assert "second-oil" in shown()
        del cupboard.products[second.ref]
        assert "third-oil" in shown()
        assert cupboard.read_whole == 1

    def test_a_changed_list_is_judged_anew(self, cupboard: Cupboard) -> None:
        assert "oil" in shown()
        cupboard.products[shelf.OIL.ref] = replace(shelf.OIL, ingredients="Parfum, Linalool")
        assert "oil" not in shown()
        assert cupboard.read_whole == 1

    def test_when_much_fell_out_all_is_read_again(self, cupboard: Cupboard) -> None:
        oils = [replace(shelf.OIL, ref=Ref("product", f"oil-{number}")) for number in range(20)]
        cupboard.products = {oil.ref: oil for oil in oils}
        assert shown() == ["oil-0"]
        cupboard.products = {oils[-1].ref: oils[-1]}
        assert shown() == ["oil-19"]
        assert cupboard.read_whole == 2

    def test_a_new_product_is_noticed_after_a_while(
        self, cupboard: Cupboard, settings: Settings
    ) -> None:
        better = replace(shelf.OIL, ref=Ref("product", "better"), ingredients="Squalane")
        del cupboard.products[shelf.OIL.ref]
        assert "better" not in shown()
        cupboard.products[better.ref] = better
        assert "better" not in shown()
        stock.forget()
        assert "better" in shown()
        settings.RECOMMENDATIONS |= {"SHELF_SECONDS": 0}
        del conf.product_source().products[shelf.SERUM.ref]  # type: ignore[attr-defined]
        assert "serum" not in shown()

    def test_another_source_has_a_shelf_of_its_own(
        self, cupboard: Cupboard, settings: Settings
    ) -> None:
        assert shown()
        settings.RECOMMENDATIONS = {
            "PRODUCT_SOURCE": "tests.recommendations.host.sources.Shelf",
        }
        assert Ref("item", "wash") in {product.ref for product in stock.newest()}

    def test_new_knowledge_counts_at_once(self, cupboard: Cupboard) -> None:
        assert "oil" in shown()
        before = knowledge.current()
        values = {"form": "hair", "words": "face oil", "source": "a test"}
        try:
            knowledge.use(rows=[OwnRow("forms", 1, values)])
            assert "oil" not in shown()
        finally:
            knowledge.adopt(before)
        assert "oil" in shown()

    def test_knowledge_that_changes_while_products_are_read_counts_afterwards(
        self, cupboard: Cupboard, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(conf, "shelf_seconds", lambda: 0)
        assert "oil" in shown()
        before, read_all = knowledge.current(), cupboard.all
        values = {"form": "hair", "words": "face oil", "source": "a test"}

        def changing() -> Iterable[Product]:
            knowledge.use(rows=[OwnRow("forms", 1, values)])
            return read_all()

        monkeypatch.setattr(cupboard, "all", changing)
        try:
            assert "oil" in shown()  # begun before
            assert "oil" not in shown()
        finally:
            knowledge.adopt(before)

    def test_what_has_not_changed_stays_arranged(self, cupboard: Cupboard) -> None:
        first = stock.newest()
        assert stock.newest() is first
        assert cupboard.read_whole == 2
        cupboard.products[shelf.OIL.ref] = replace(shelf.OIL, available=False)
        assert stock.newest() is not first

    def test_the_newest_is_read_without_profiling_what_was_there(
        self, cupboard: Cupboard, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = stock.newest()
        monkeypatch.setattr("recommendations.shelf.find_facts", lambda one: 1 / 0)
        cupboard.products[shelf.OIL.ref] = replace(shelf.OIL, available=False)
        again = stock.newest()
        assert again.known == first.known
        assert not again.get(shelf.OIL.ref).available  # type: ignore[union-attr]

    def test_threads_that_come_together_read_once(self, cupboard: Cupboard) -> None:
        threads = [Thread(target=shown) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert cupboard.read_whole == 1


class TestKnownFacts:
    @pytest.fixture
    def profiled(self, monkeypatch: pytest.MonkeyPatch) -> list[Key]:
        """What was profiled by this process."""
        found: list[Key] = []

        def telling(one: Key) -> Facts:
            found.append(one)
            return find_facts(one)

        monkeypatch.setattr(known_facts, "FEW", 3)
        monkeypatch.setattr(known_facts, "find_facts", telling)
        return found

    def test_a_second_process_profiles_nothing(self, profiled: list[Key]) -> None:
        first = known_facts.known_facts(shelf.EVERYTHING)
        assert len(profiled) == len(shelf.EVERYTHING)
        profiled.clear()
        assert known_facts.known_facts(shelf.EVERYTHING) == first
        assert profiled == []

    def test_nor_what_it_has_at_hand(self, profiled: list[Key]) -> None:
        at_hand = Shelf(shelf.EVERYTHING).known
        assert known_facts.known_facts(shelf.EVERYTHING, at_hand) == at_hand
        assert profiled == []

    def test_a_process_that_was_stopped_half_way_leaves_what_it_did(
        self, profiled: list[Key]
    ) -> None:
        known_facts.known_facts(shelf.EVERYTHING[:6])
        profiled.clear()
        known_facts.known_facts(shelf.EVERYTHING)
        assert {key(item) for item in shelf.EVERYTHING[6:]} == set(profiled)

    def test_what_is_no_longer_sold_is_forgotten(
        self, profiled: list[Key], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(known_facts, "PARTS", 1)
        known_facts.known_facts(shelf.EVERYTHING)
        known_facts.known_facts([*shelf.EVERYTHING[:6], shelf.product("new", "Squalane")])
        name = f"recommendations:facts:{known_facts.version()}:0"
        assert len(known_facts._read(name)) == 7

    def test_a_row_about_products_begins_a_new_version(self) -> None:
        before = known_facts.version()
        with knowledge.trial(rows=[OwnRow("forms", 1, {"form": "hair", "words": "locks"})]):
            assert known_facts.version() != before
        with knowledge.trial(rows=[OwnRow("moments", 1, {"moment": "noon"})]):
            assert known_facts.version() == before
        assert known_facts.version() == before
