"""The merchant's rules: chosen by name, refused in sentences, tried before they are saved."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from recommendations.models import MerchandisingRule
from recommendations.preview_rule import preview_rule
from shop.blog.models import Article
from shop.catalogue.models import Product
from tests.blog import make as blog
from tests.catalogue import make as catalogue

pytestmark = pytest.mark.django_db

ADD = "admin:recommendations_merchandisingrule_add"
LIST = "admin:recommendations_merchandisingrule_changelist"
PREVIEW = "admin:recommendations_merchandisingrule_preview"


def typed(**values: Any) -> dict[str, Any]:
    """As a browser sends the form."""
    dates = {f"{end}_{part}": "" for end in ("starts", "ends") for part in (0, 1)}
    given = {"kind": "exclude", "product": "Calm oil", "content": "", "factor": "1", "note": ""}
    return dates | given | values


def ref(product: Product) -> str:
    return f"product:{product.pk}"


@pytest.fixture
def oil() -> Product:
    return catalogue.product("calm-oil", name_en="Calm oil")


@pytest.fixture
def other() -> Product:
    return catalogue.product("quiet-oil", name_en="Quiet oil")


@pytest.fixture
def desk() -> Article:
    return blog.article("desk", title="At the desk", body=blog.routine("chin-tuck"))


def errors_of(client: Client, **values: Any) -> str:
    answer = client.post(reverse(ADD), typed(**values))
    assert answer.status_code == 200
    assert not MerchandisingRule.objects.filter(note="").exists()
    form = answer.context["adminform"].form
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


class TestChoosing:
    def test_by_name_in_any_letter_case(
        self, admin_client: Client, oil: Product, desk: Article
    ) -> None:
        sent = typed(product="calm OIL", content="At the desk")
        assert admin_client.post(reverse(ADD), sent).status_code == 302
        [rule] = MerchandisingRule.objects.all()
        assert (rule.product, rule.content) == (ref(oil), f"article:{desk.pk}")

    def test_names_are_offered_and_the_page_asks_no_more_for_more_of_them(
        self, admin_client: Client, desk: Article, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(30):
            catalogue.product(f"oil-{number}", name_en=f"Oil {number}")
        with django_assert_max_num_queries(12):
            page = admin_client.get(reverse(ADD)).content.decode()
        assert '<option value="Oil 29">' in page
        assert '<option value="At the desk">' in page
        assert 'list="id_product_names"' in page

    def test_two_of_one_name_are_told_apart(self, admin_client: Client, oil: Product) -> None:
        twin = catalogue.product("calm-twin", name_en="Calm oil")
        assert "Is one of these meant: Calm oil (" in errors_of(admin_client)
        admin_client.post(reverse(ADD), typed(product=f"Calm oil ({ref(twin)})"))
        assert MerchandisingRule.objects.get().product == ref(twin)

    def test_a_stored_rule_shows_names_and_saving_it_again_changes_nothing(
        self, admin_client: Client, oil: Product
    ) -> None:
        rule = MerchandisingRule.objects.create(kind="exclude", product=ref(oil))
        address = reverse("admin:recommendations_merchandisingrule_change", args=[rule.pk])
        assert 'value="Calm oil"' in admin_client.get(address).content.decode()
        form = admin_client.get(address).context["adminform"].form
        assert admin_client.post(address, typed(note="tidy")).status_code == 302
        rule.refresh_from_db()
        assert (rule.product, rule.note) == (ref(oil), "tidy")
        assert not form.fields["product"].has_changed(rule.product, "Calm oil")

    def test_a_product_that_is_gone_stays_in_its_rule(self, admin_client: Client) -> None:
        rule = MerchandisingRule.objects.create(kind="exclude", product="product:404")
        address = reverse("admin:recommendations_merchandisingrule_change", args=[rule.pk])
        assert admin_client.post(address, typed(product="product:404")).status_code == 302

    def test_the_list_names_what_rules_are_about(
        self, admin_client: Client, oil: Product, desk: Article
    ) -> None:
        MerchandisingRule.objects.create(
            kind="boost", product=ref(oil), content=f"article:{desk.pk}", factor=1.5
        )
        MerchandisingRule.objects.create(kind="pin", product=ref(oil))
        page = admin_client.get(reverse(LIST)).content.decode()
        assert "Calm oil" in page
        assert "At the desk" in page
        assert "everywhere" in page


class TestRefusing:
    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"product": "Clam oil"}, "Nothing is called “Clam oil”. Is one of these meant: Calm"),
            ({"product": "zzz"}, "Nothing is called “zzz”."),
            ({"content": "Nowhere"}, "Nothing is called “Nowhere”."),
            ({"factor": "1.5"}, "Only “weigh its score” has a factor"),
            ({"kind": "boost"}, "A factor of 1 changes nothing."),
            (
                {
                    "starts_0": "2026-12-02",
                    "starts_1": "00:00",
                    "ends_0": "2026-12-01",
                    "ends_1": "00:00",
                },
                "The end has to come after the start.",
            ),
        ],
    )
    def test_in_a_sentence(
        self, admin_client: Client, oil: Product, values: dict[str, str], sentence: str
    ) -> None:
        found = errors_of(admin_client, **values)
        assert sentence in found
        assert "Constraint" not in found

    def test_the_same_rule_twice(self, admin_client: Client, oil: Product) -> None:
        MerchandisingRule.objects.create(kind="exclude", product=ref(oil), note="first")
        assert errors_of(admin_client) == "There is such a rule already; change that one."


class TestTrying:
    def tried(self, client: Client, *args: int, **values: Any) -> str:
        answer = client.post(reverse(PREVIEW, args=args), typed(**values))
        assert answer.status_code == 200
        return answer.content.decode()

    def test_a_rule_for_one_text_shows_its_picks_before_and_after(
        self, admin_client: Client, oil: Product, other: Product, desk: Article
    ) -> None:
        shown = self.tried(admin_client, product="Calm oil", content="At the desk")
        assert "The picks of 1 of 1 text change." in shown
        assert shown.index("Calm oil") < shown.index("Quiet oil")
        assert not MerchandisingRule.objects.exists()

    def test_a_rule_for_all_says_how_many_change(
        self, admin_client: Client, oil: Product, desk: Article
    ) -> None:
        blog.article("next", title="Another desk", body=blog.routine("chin-tuck"))
        assert "The picks of 2 of 2 texts change." in self.tried(admin_client)

    def test_a_stored_rule_is_compared_with_its_absence(
        self, admin_client: Client, oil: Product, desk: Article
    ) -> None:
        rule = MerchandisingRule.objects.create(kind="exclude", product=ref(oil))
        assert "The picks of 1 of 1 text change." in self.tried(admin_client, rule.pk)
        rule.refresh_from_db()
        assert rule.content == ""

    def test_what_the_rules_of_safety_hide_is_not_shown_by_a_pin(
        self, admin_client: Client, oil: Product, desk: Article
    ) -> None:
        catalogue.product(
            "peel", name_en="Peel", kind="exfoliant", ingredients="Aqua, Glycolic Acid"
        )
        shown = self.tried(admin_client, kind="pin", product="Peel", content="At the desk")
        assert "Nothing changes" in shown
        assert "a rule of safety hides it" in shown

    def test_a_wrong_form_is_refused_in_sentences(self, admin_client: Client) -> None:
        assert "Nothing is called “Calm oil”." in self.tried(admin_client)

    def test_its_dates_do_not_matter_and_those_of_others_do(
        self, oil: Product, other: Product, desk: Article
    ) -> None:
        tomorrow = datetime.datetime(2126, 1, 1, tzinfo=datetime.UTC)
        MerchandisingRule.objects.create(kind="exclude", product=ref(other), starts=tomorrow)
        tried = MerchandisingRule(kind="exclude", product=ref(oil), starts=tomorrow)
        [shown] = preview_rule(tried)
        assert ref(oil) in map(str, shown.before)
        assert [str(pick) for pick in shown.after] == [ref(other)]

    def test_only_those_who_may_write_rules(self, client: Client, django_user_model: Any) -> None:
        user = django_user_model.objects.create_user("reader", password="x", is_staff=True)
        client.force_login(user)
        assert client.post(reverse(PREVIEW), typed()).status_code == 403

    def test_a_rule_that_is_not_there(self, admin_client: Client) -> None:
        assert admin_client.post(reverse(PREVIEW, args=[404]), typed()).status_code == 404

    def test_the_form_leads_to_it(self, admin_client: Client) -> None:
        page = admin_client.get(reverse(ADD)).content.decode()
        assert 'formaction="../preview/"' in page
