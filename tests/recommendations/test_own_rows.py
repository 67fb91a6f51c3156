"""Rows of the back office: from the form to every process that reads, ranks and checks."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from recommendations import knowledge, own_rows
from recommendations.claims import may_be_shown
from recommendations.contract import Content, Product, Ref
from recommendations.ingredients import parse
from recommendations.knowledge import TABLES
from recommendations.models import KnowledgeRow
from recommendations.profiles import profile
from recommendations.reading import read

TABLES_PAGE = "/admin/recommendations/knowledgerow/"
ADD = f"{TABLES_PAGE}add/"

FOOTBAG = {
    "slug": "footbag",
    "family": "workout",
    "name_en": "Footbag",
    "name_sv": "Jonglerboll",
    "activity_en": "a round of footbag",
    "activity_sv": "en stund med jonglerboll",
    "synonyms_en": "footbag",
    "synonyms_sv": "jonglerboll*\ntrixboll",
    "sweat": "2",
    "water": "0",
    "outdoors": "0",
    "source": "ours",
}
ZORBYL = {
    "inci": "Zorbyl Quandalate",
    "name_en": "zorbyl",
    "name_sv": "zorbyl",
    "kind": "emollient",
    "roles": ["emollient", "occlusive"],
    "fatty_acids": "ester",
    "clog": "1",
    "after_exercise": "good",
    "source": "supplier's data sheet",
}
PRODUCT = Product(Ref("product", "1"), "Drops", ingredients="Zorbyl Quandalate, Tocopherol")


@pytest.fixture
def following(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that looks at each request, and has seen no row yet."""
    settings.RECOMMENDATIONS = settings.RECOMMENDATIONS | {"KNOWLEDGE_SECONDS": 0}
    monkeypatch.setattr(own_rows, "_followed", "")
    yield
    knowledge.use(rows=())


def fields(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {f"column_{name}": value for name, value in values.items()} | more


@pytest.fixture
def add(
    following: None,
    admin_client: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Callable[..., Any]:
    """What the merchant does; another request comes after it."""

    def add(table: str, values: dict[str, Any], **more: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            answer = admin_client.post(f"{ADD}?table={table}", fields(values, **more))
        own_rows.follow()
        return answer

    return add


def exercises_in(text: str) -> tuple[str, ...]:
    return read(Content(Ref("text", "1"), "sv", text, "")).exercises


class TestWhatTheMerchantAdds:
    def test_an_exercise_is_read_by_its_swedish_synonym(self, add: Callable[..., Any]) -> None:
        assert exercises_in("Trixboll, och trixboll igen") == ()
        answer = add("exercises", FOOTBAG)
        assert answer.url == f"{TABLES_PAGE}table/exercises/"
        assert exercises_in("Trixboll, och trixboll igen") == ("footbag",)

    def test_an_ingredient_changes_what_a_product_is(self, add: Callable[..., Any]) -> None:
        before = profile(PRODUCT)
        assert parse(PRODUCT.ingredients).unknown == ("Zorbyl Quandalate",)
        add("ingredients", ZORBYL)
        after = profile(PRODUCT)
        assert parse(PRODUCT.ingredients).unknown == ()
        assert after.strengths["moisture_lock"] > before.strengths["moisture_lock"]

    def test_an_alias_of_an_allergen_is_declared(self, add: Callable[..., Any]) -> None:
        assert parse("Aqua, Zorbinol").items[1].allergen is None
        shipped = next(
            row
            for row in knowledge.read_file(knowledge.FOLDER / "allergens.csv", [])
            if row.text("label_name") == "Linalool"
        )
        add("allergens", shipped.values | {"match_aliases": "Zorbinol"})
        assert parse("Aqua, Zorbinol").items[1].allergen == "Linalool"

    def test_a_word_of_a_claim_is_blocked(self, add: Callable[..., Any]) -> None:
        text = "Squeezes the node juice."
        assert may_be_shown(text, "en")
        words = {"concept": "lymph", "lang": "en", "words": "node juice", "source": "ours"}
        add("claims_words", words)
        assert not may_be_shown(text, "en")
        add("claims_words", words, remove="on")
        assert may_be_shown(text, "en")

    def test_a_shipped_row_is_taken_away(self, add: Callable[..., Any]) -> None:
        assert "pilates" in knowledge.exercises()
        add("exercises", {"slug": "pilates"}, remove="on")
        assert "pilates" not in knowledge.exercises()

    def test_a_row_that_is_deleted_counts_no_more(
        self,
        add: Callable[..., Any],
        admin_client: Client,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        add("exercises", FOOTBAG)
        row = KnowledgeRow.objects.get()
        with django_capture_on_commit_callbacks(execute=True):
            admin_client.post(f"{TABLES_PAGE}{row.pk}/delete/", {"post": "yes"})
        own_rows.follow()
        assert "footbag" not in knowledge.exercises()


class TestAWrongRow:
    @pytest.mark.parametrize(
        ("table", "values", "field", "message"),
        [
            ("exercises", FOOTBAG | {"slug": ""}, "column_slug", "slug is empty."),
            ("exercises", FOOTBAG | {"name_sv": ""}, "column_name_sv", "name_sv is empty."),
            (
                "exercises",
                FOOTBAG | {"synonyms_sv": "<nogroup>"},
                "column_synonyms_sv",
                "Synonyms_sv holds '<nogroup>', which is no group of groups.csv.",
            ),
            (
                "ingredients",
                ZORBYL | {"clog": "9"},
                "column_clog",
                "Clog is '9'; a number from 0 to 5 is expected.",
            ),
            (
                "ingredient_patterns",
                ZORBYL | {"pattern": "("},
                "column_pattern",
                "Pattern is '('; a regular expression is expected",
            ),
            (
                "because",
                {"moment": "sun", "step": "seal", "because_en": "{who}", "because_sv": "x"}
                | {"source": "ours"},
                "column_because_en",
                "Because_en is '{who}'; the only brackets that are known are {activity}.",
            ),
            (
                "needs",
                {"need": "shine", "roles": "glitter:1", "source": "ours"},
                "column_roles",
                "Roles holds 'glitter'; only",
            ),
            (
                "claims_rules",
                {"id": "OWN1", "lang": "en", "phrases": "<nothing>", "class": "medicinal"}
                | {"severity": "block", "scope": "all", "elsewhere": "none", "in_caution": "0"}
                | {"safer_wording": "soft", "source": "ours"},
                "__all__",
                "<nothing> is no concept of claims_words.csv.",
            ),
        ],
    )
    def test_is_told_at_its_field_and_not_stored(
        self, add: Callable[..., Any], table: str, values: dict[str, Any], field: str, message: str
    ) -> None:
        answer = add(table, values)
        assert answer.status_code == 200
        errors = answer.context["adminform"].form.errors
        told = [one for key in (field, "__all__") for one in errors.get(key, [])]
        assert any(message in one for one in told), errors
        assert not KnowledgeRow.objects.exists()

    def test_the_same_key_twice(self, add: Callable[..., Any]) -> None:
        add("exercises", FOOTBAG)
        answer = add("exercises", FOOTBAG | {"slug": "Footbag"})
        assert answer.context["adminform"].form.errors == {
            "column_slug": ["'footbag' is there twice."]
        }

    def test_a_row_without_which_another_table_is_wrong_stays(
        self, add: Callable[..., Any]
    ) -> None:
        answer = add("needs", {"need": "soothing"}, remove="on")
        assert (
            "With this row another one is wrong"
            in answer.context["adminform"].form.errors["__all__"][0]
        )

    def test_that_became_wrong_is_left_out_and_shown(
        self, add: Callable[..., Any], admin_client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        """As when an update of the plugin takes a word out of its vocabulary."""
        KnowledgeRow.objects.create(table="exercises", values=FOOTBAG | {"sweat": "7"})
        add("ingredients", ZORBYL)
        assert "footbag" not in knowledge.exercises()
        assert "zorbyl quandalate" in knowledge.ingredients()
        assert "sweat is '7'" in caplog.text
        assert b"sweat is &#x27;7&#x27;" in admin_client.get(TABLES_PAGE).content


class TestOtherProcesses:
    def test_follow_by_the_stamp(self, following: None, db: None) -> None:
        own_rows.follow()
        KnowledgeRow.objects.create(table="exercises", values=FOOTBAG)
        own_rows.follow()
        assert "footbag" not in knowledge.exercises()  # nobody has told yet
        own_rows.announce()
        own_rows.follow()
        assert "footbag" in knowledge.exercises()

    def test_follow_where_the_cache_is_down_or_not_shared(
        self, following: None, db: None, settings: Settings
    ) -> None:
        own_rows.follow()
        KnowledgeRow.objects.create(table="exercises", values=FOOTBAG)
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://127.0.0.1:1",
            }
        }
        own_rows.follow()
        assert "footbag" in knowledge.exercises()

    def test_ask_nothing_of_the_database_while_nothing_changes(
        self, following: None, db: None, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        cache.delete(own_rows.STAMP)
        with django_assert_num_queries(2):  # the stamp, the rows
            own_rows.follow()
        with django_assert_num_queries(0):
            own_rows.follow()

    def test_do_not_look_more_often_than_they_are_told(
        self, following: None, db: None, settings: Settings
    ) -> None:
        own_rows.follow()
        settings.RECOMMENDATIONS = settings.RECOMMENDATIONS | {"KNOWLEDGE_SECONDS": 3600}
        KnowledgeRow.objects.create(table="exercises", values=FOOTBAG)
        cache.set(own_rows.STAMP, "another process was told")
        own_rows.follow()
        assert "footbag" not in knowledge.exercises()

    @pytest.mark.django_db(transaction=True)
    def test_that_start_later_know_the_rows(self) -> None:
        KnowledgeRow.objects.create(table="exercises", values=FOOTBAG)
        program = (
            "import sys, django\n"
            "from django.conf import settings\n"
            "settings.DATABASES['default']['NAME'] = sys.argv[1]\n"
            "settings.RECOMMENDATIONS['KNOWLEDGE_SECONDS'] = 0\n"
            "django.setup()\n"
            "from django.core.signals import request_started\n"
            "from recommendations import knowledge\n"
            "print('footbag' in knowledge.exercises())\n"
            "request_started.send(None)\n"
            "print('footbag' in knowledge.exercises())\n"
        )
        database = str(connection.settings_dict["NAME"])
        done = subprocess.run(
            [sys.executable, "-c", program, database], capture_output=True, text=True, check=False
        )
        assert done.stdout.split() == ["False", "True"], done.stderr

    def test_follow_before_a_request(self, following: None, admin_client: Client) -> None:
        KnowledgeRow.objects.create(table="exercises", values=FOOTBAG)
        admin_client.get(TABLES_PAGE)
        assert "footbag" in knowledge.exercises()

    def test_follow_before_a_task(self, following: None, db: None) -> None:
        from celery.signals import task_prerun

        KnowledgeRow.objects.create(table="exercises", values=FOOTBAG)
        task_prerun.send(None)
        assert "footbag" in knowledge.exercises()


class TestFiles:
    HEADER = "printed,inci,source\n"

    def upload(self, client: Client, text: str, **more: str) -> Any:
        file = SimpleUploadedFile("any.csv", text.encode())
        page = f"{TABLES_PAGE}table/ingredient_aliases/upload/"
        return client.post(page, {"file": file, **more})

    def names(self) -> dict[str, str]:
        rows = KnowledgeRow.objects.filter(table="ingredient_aliases")
        return {row.values["printed"]: row.values["inci"] for row in rows}

    def test_all_rows_are_taken_in(self, admin_client: Client) -> None:
        answer = self.upload(admin_client, f"{self.HEADER}a1,Aqua,ours\nb2,Aqua,ours\n")
        assert answer.url == f"{TABLES_PAGE}table/ingredient_aliases/"
        assert self.names() == {"a1": "Aqua", "b2": "Aqua"}

    def test_or_none_and_each_wrong_line_is_told(self, admin_client: Client) -> None:
        text = f"{self.HEADER}a1,Aqua,ours\nb2,,ours\nc3,Aqua,\na1,Aqua,ours\n"
        answer = self.upload(admin_client, text)
        assert answer.context["errors"] == [
            "Line 3: inci is empty.",
            "Line 4: source is empty; where this is from is expected, if only 'general knowledge'.",
            "Line 5: 'a1' is there twice.",
        ]
        assert self.names() == {}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("printed,inci\na,b\n", "line 1: column source is missing."),
            ("printed,inci,source,sauce\na,b,c,d\n", "line 1: 'sauce' is no column of this table"),
            ("printed,inci,source\na,b\n", "line 2: 3 cells are expected."),
        ],
    )
    def test_a_file_of_another_shape(self, admin_client: Client, text: str, message: str) -> None:
        (error,) = self.upload(admin_client, text).context["errors"]
        assert message in error

    def test_what_is_downloaded_can_be_uploaded_again(self, admin_client: Client) -> None:
        self.upload(admin_client, f'{self.HEADER}"a, 1",Aqua,ours\nb2,Aqua,ours\n')
        page = f"{TABLES_PAGE}table/ingredient_aliases/download/"
        text = admin_client.get(page).content.decode()
        assert text == 'printed,inci,source,remove\n"a, 1",Aqua,ours,\nb2,Aqua,ours,\n'
        self.upload(admin_client, text.replace("b2,Aqua", "b2,Parfum"))
        assert self.names() == {"a, 1": "Aqua", "b2": "Parfum"}

    def test_rows_that_the_file_does_not_hold_go_where_that_is_asked(
        self, admin_client: Client
    ) -> None:
        self.upload(admin_client, f"{self.HEADER}a1,Aqua,ours\nb2,Aqua,ours\n")
        self.upload(admin_client, f"{self.HEADER}b2,Parfum,ours\n", replace="on")
        assert self.names() == {"b2": "Parfum"}


class TestPages:
    def test_every_table_can_be_read_searched_and_extended(self, admin_client: Client) -> None:
        page = admin_client.get(TABLES_PAGE)
        for name, table in TABLES.items():
            assert f"table/{name}/" in page.content.decode()
            assert admin_client.get(f"{TABLES_PAGE}table/{name}/").status_code == 200
            fieldsets = admin_client.get(f"{ADD}?table={name}").context["adminform"].fieldsets
            shown = [field.removeprefix("column_") for field in fieldsets[0][1]["fields"]]
            assert shown == list(table.names)

    def test_own_rows_are_counted_and_stand_first(self, admin_client: Client) -> None:
        yoga = FOOTBAG | {"slug": "Yoga"}
        KnowledgeRow.objects.create(table="exercises", values=FOOTBAG)
        KnowledgeRow.objects.create(table="exercises", values=yoga, note="sweatier here")
        counts = {
            table.name: own for table, _, _, own in admin_client.get(TABLES_PAGE).context["tables"]
        }
        assert counts["exercises"] == 2
        assert counts["needs"] == 0
        page = admin_client.get(f"{TABLES_PAGE}table/exercises/").context["page"]
        assert [row.title for row in page][:2] == ["Yoga", "footbag"]
        page = admin_client.get(f"{TABLES_PAGE}table/exercises/?q=yoga").context["page"]
        states = {(row.title, row.of): row.state for row in page}
        assert states["Yoga", "own row"] == ""
        assert states["yoga", "shipped"] == "replaced"

    def test_a_search_looks_into_all_columns(self, admin_client: Client) -> None:
        page = admin_client.get(f"{TABLES_PAGE}table/exercises/?q=Skulderbladspress")
        assert [row.title for row in page.context["page"]] == ["scapular-squeeze"]

    @pytest.mark.parametrize("name", ["exercises", "ingredients", "allergens", "moments"])
    def test_a_shipped_row_is_copied_into_the_form_as_it_is(
        self, admin_client: Client, following: None, name: str
    ) -> None:
        """Saved unchanged, it takes the place of the shipped row and says the same."""
        form = admin_client.get(f"{ADD}?table={name}&copy=0").context["adminform"].form
        given = {
            field: form.get_initial_for_field(form.fields[field], field)
            for field in form.fields
            if field.startswith("column_")
        }
        answer = admin_client.post(f"{ADD}?table={name}", given)
        assert answer.status_code == 302, answer.context["adminform"].form.errors
        shipped = next(knowledge.read_file(knowledge.FOLDER / f"{name}.csv", []))
        assert KnowledgeRow.objects.get().values == shipped.values

    def test_a_table_that_there_is_not(self, admin_client: Client) -> None:
        assert admin_client.get(f"{TABLES_PAGE}table/nothing/").status_code == 404
        assert admin_client.get(f"{ADD}?table=nothing")["Location"] == TABLES_PAGE

    def test_only_who_may(self, client: Client, db: None) -> None:
        user = User.objects.create_user("anna", is_staff=True)
        client.force_login(user)
        pages = ["", "table/needs/", "table/needs/download/", "table/needs/upload/"]
        pages += ["add/?table=needs"]
        assert {client.get(f"{TABLES_PAGE}{page}").status_code for page in pages} == {403}
        user.user_permissions.add(Permission.objects.get(codename="view_knowledgerow"))
        answers = [client.get(f"{TABLES_PAGE}{page}").status_code for page in pages]
        assert answers == [200, 200, 200, 403, 403]
