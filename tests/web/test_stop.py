"""One click stops a brand's publicity; a link that is merely opened does not."""

import pytest

from mailing.models import Suppression
from tests.factories.mailing import MessageFactory


@pytest.fixture
def publicity(brand):
    return MessageFactory(brand=brand, may_stop=True)


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_stops_nothing(client, publicity, method):
    answer = getattr(client, method)(f"/stop/{publicity.code}")

    assert (answer.status_code, Suppression.objects.count()) == (200, 0)


def test_a_mail_program_stops_with_one_post(client, publicity):
    client.handler.enforce_csrf_checks = True

    for _ in range(2):
        answer = client.post(f"/stop/{publicity.code}", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert list(Suppression.objects.values_list("brand", "reason")) == [
        (publicity.brand_id, "one-click")
    ]


def test_a_mail_that_cannot_be_stopped_has_no_such_page(client, db):
    answer = MessageFactory()

    unknown = client.get("/stop/NOTHING")
    assert client.get(f"/stop/{answer.code}").status_code == 404
    assert client.get(f"/stop/{answer.code}").content == unknown.content
    assert client.post(f"/stop/{answer.code}").status_code == 404
