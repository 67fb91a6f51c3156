"""The plugin in a project that is not a shop, and without the shop on the import path."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client
from django.utils import translation

from recommendations.contract import Ref
from recommendations.engine import compose
from recommendations.pairing import draw, pair

from . import shelf
from .host.sources import Plans
from .host.things import PLANS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
@pytest.mark.usefixtures("host")
class TestPages:
    def test_picks_are_drawn_each_with_its_reason(self, client: Client) -> None:
        page = client.get("/plans/long-run/").content.decode()
        assert "Mild Face Wash" in page
        assert "Because sweat and salt stay on the skin after a run" in page
        assert page.index("Mild Face Wash") < page.index("Water Serum")

    def test_nothing_at_all_where_nothing_fits(self, client: Client) -> None:
        page = client.get("/plans/chain/").content.decode()
        assert page.split("what is left over.</p>")[1].split() == ["</body>", "</html>"]

    def test_a_draft_draws_nothing(self, client: Client) -> None:
        assert "<ol" not in client.get("/plans/draft/").content.decode()

    def test_shoes_out_of_stock_and_retinoids_stay_away(self, client: Client) -> None:
        page = client.get("/plans/long-run/").content.decode()
        for name in ("Trail shoes", "Other Oil", "Next Year", "Night Drops"):
            assert name not in page

    def test_the_active_language_is_spoken(self, client: Client) -> None:
        page = client.get("/plans/stiff-neck/", headers={"accept-language": "sv"}).content.decode()
        assert "Eftersom " in page
        assert "Because " not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("host")
class TestTags:
    def render(self, text: str, item: object) -> str:
        template = engines["django"].from_string(f"{{% load recommendations %}}{text}")
        with translation.override("en"):
            return template.render({"item": item})

    def test_the_picks_hold_all_a_template_needs(self) -> None:
        text = (
            "{% pairing item as picks %}{% for pick in picks %}{{ pick.order_of_use }}"
            " {{ pick.step }} {{ pick.item.sku }} {{ pick.when }} {{ pick.thread.so }};"
            "{% endfor %}"
        )
        drawn = self.render(text, PLANS["long-run"])
        assert drawn.startswith("1 cleanse wash to cleanse a mild")
        assert "2 hydrate water to hydrate glycerin" in drawn

    def test_what_is_no_content_of_the_host_draws_nothing(self) -> None:
        assert self.render("{% pairings item %}", object()).strip() == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("host")
class TestPair:
    def test_the_same_for_the_same_input(self) -> None:
        plan = PLANS["long-run"]
        assert pair(plan, language="en") == pair(plan, language="en")

    def test_excluded_refs_stay_away(self) -> None:
        drawn = pair(PLANS["long-run"], language="en", exclude=[Ref("item", "wash")])
        assert "wash" not in [pick.ref.key for pick in drawn]

    def test_what_the_host_cannot_draw_is_left_out(self) -> None:
        plan = PLANS["long-run"]
        [content] = Plans().get([Ref("plan", plan.slug)]).values()
        picks = compose(content, [replace(shelf.CLEANSER, ref=Ref("item", "gone for good"))])
        assert picks
        assert draw(picks, "en") == []


ALONE = """
import sys, django
from django.conf import settings
for name in ("rest_framework", "celery", "shop"):
    sys.modules[name] = None  # importing it now fails
django.setup()
from django.core.management import call_command
from django.test import Client
from django.utils import translation
call_command("check", "--fail-level", "WARNING")
call_command("migrate", verbosity=0)
page = Client().get("/plans/long-run/").content.decode()
assert "Because sweat" in page, page
"""


def test_it_runs_without_shop_celery_and_rest_framework() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.recommendations.host.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_contract_needs_the_standard_library_only() -> None:
    text = "import sys, recommendations.contract; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", text], cwd=ROOT, check=True)
