"""The whole loop with a real web server, Redis and worker."""

from tests.click_to_ranking import seconds_to_ranking
from tests.ground import LiveShop


def test_a_click_bends_the_ranking_once_a_worker_has_counted_it(live_shop: LiveShop) -> None:
    assert len(seconds_to_ranking(live_shop, times=2)) == 2
