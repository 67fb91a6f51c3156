"""PostgreSQL stores no NUL, and no address of ours has a control character."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/orders/AG-%00/token/",
        "/orders/AG-1/%00/",
        "/search/?q=%00",
        "/search/?%1f=oil",
        "/sv/search/?q=%0b",
        "/api/products/%00/",
        "/products/%7f/",
        "/shop/?page=1%00",
        "/withdraw/%00/",
    ],
)
def test_an_address_with_one_is_refused(path: str) -> None:
    answer = Client().get(path)

    assert answer.status_code == 400
    page = answer.content.decode()
    assert ("styrtecken" if path.startswith("/sv/") else "control character") in page


@pytest.mark.parametrize(
    "path", ["/search/?q=r%C3%B6d+olja", "/search/?q=%25", "/search/?q=%F0%9F%8C%B8"]
)
def test_other_letters_are_not(path: str) -> None:
    assert Client().get(path).status_code == 200
