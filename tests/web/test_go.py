"""/go/: out to the shop, counted, without a cookie."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from links.domain import links
from links.models import Click, Link
from tests.factories.links import LinkFactory
from tests.factories.sales import party_with_code
from tests.moments import NOON

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


def test_a_visit_is_counted_and_leads_to_the_stored_shop(client: Client) -> None:
    _, code, link = party_with_code()

    response = client.get(
        f"/go/{link.link.slug}?utm_source=instagram&next=https://evil.example",
        headers={"User-Agent": PHONE},
    )

    click = Click.objects.get()
    address = urlsplit(response["Location"])
    assert (response.status_code, address.netloc, address.path) == (
        302,
        "shop.maison-test.example",
        "/hiver",
    )
    assert parse_qs(address.query) == {"cvv": [str(click.pk)], "discount": [code.code]}
    assert (click.link_id, click.agent, click.source) == (link.link_id, "HUMAN", "instagram")
    assert response.cookies == {}
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize(
    ("method", "headers", "agent"),
    [
        ("get", {"User-Agent": PHONE}, "HUMAN"),
        ("get", {"User-Agent": "WhatsApp/2.24"}, "PREVIEW"),
        ("get", {"User-Agent": PHONE, "Sec-Purpose": "prefetch"}, "PREVIEW"),
        ("get", {"User-Agent": "curl/8.5"}, "BOT"),
        ("get", {}, "BOT"),
        ("head", {"User-Agent": PHONE}, "BOT"),
    ],
)
def test_robots_and_previews_are_counted_apart(
    client: Client, method: str, headers: dict[str, str], agent: str
) -> None:
    _, _, link = party_with_code()

    response = getattr(client, method)(f"/go/{link.link.slug}", headers=headers)

    assert (response.status_code, Click.objects.get().agent) == (302, agent)


def test_the_shop_s_own_parameters_stay(client: Client) -> None:
    _, _, link = party_with_code()
    Link.objects.filter(pk=link.link_id).update(
        target_url="https://shop.maison-test.example/?cvv=old&size=&lang=fr#top"
    )

    address = urlsplit(client.get(f"/go/{link.link.slug}")["Location"])

    query = parse_qs(address.query, keep_blank_values=True)
    assert (query["size"], query["lang"], len(query["cvv"]), address.fragment) == (
        [""],
        ["fr"],
        1,
        "top",
    )


def test_odd_letters_in_the_source_do_no_harm(client: Client) -> None:
    _, _, link = party_with_code()

    client.get(f"/go/{link.link.slug}?utm_source=a%00b%F0{'x' * 99}")

    source = Click.objects.get().source
    assert ("\x00" in source, len(source)) == (False, 40)


def test_unknown_expired_revoked_and_foreign_are_the_same_calm_404(client: Client) -> None:
    _, _, gone = party_with_code()
    links.revoke(link=gone.link, at=NOON - timedelta(hours=1))
    _, _, over = party_with_code()
    Link.objects.filter(pk=over.link_id).update(expires_at=NOON)
    share = LinkFactory()

    answers = [
        client.get(f"/go/{slug}")
        for slug in ("0000000000", "x", "a%00b", gone.link.slug, over.link.slug, share.slug)
    ]

    assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}
    assert Click.objects.count() == 0


def test_posting_is_refused(client: Client) -> None:
    _, _, link = party_with_code()

    assert client.post(f"/go/{link.link.slug}").status_code == 405
