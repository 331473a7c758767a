"""The first page, and the pages for what went wrong."""

import pytest
from django.test import Client

from web.views import errors


def test_home_says_what_it_is_in_both_languages(db, client):
    for language in ("fr", "en"):
        page = client.get(f"/?lang={language}")
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.content.decode()
        assert page.content.decode().count("<h1>") == 1


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.broken, 500),
    ],
)
def test_every_error_has_a_page(rf, view, status):
    answer = view(rf.get("/"))

    assert (answer.status_code, answer.content.decode().count("<h1>")) == (status, 1)


def test_a_form_without_its_token_gets_a_page_that_says_what_to_do(db):
    answer = Client(enforce_csrf_checks=True).post(
        "/demo/clock", {"by": "day"}, query_params={"lang": "en"}
    )

    assert answer.status_code == 403
    assert "The form had been open for too long." in answer.content.decode()


def test_a_body_over_the_limit_is_refused_unread(db, client):
    answer = client.post("/demo/clock", b"x" * 1_000_001, content_type="text/plain")

    assert answer.status_code == 413
