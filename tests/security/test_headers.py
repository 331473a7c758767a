"""The policy stands on every answer, and no page needs more than it allows."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import Brand, Membership
from events.models import (
    Application,
    Campaign,
    Draw,
    DuplicateGroup,
    LeadImport,
    Party,
    Place,
    RecruitingLink,
)
from flows.demo import seed
from flows.demo.people import BRAND_SLUG
from guests.models import Guest, Invitation
from kits.models import Item, Kit
from mailing.models import Batch
from sales.models import Order, Shop
from tests.architecture.test_permissions import DESK
from tests.desk.conftest import sign_in
from tests.factories.accounts import MembershipFactory

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


class Inline(HTMLParser):
    """Collects what a strict policy would block, and links that run something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            if name == "style" or name.startswith("on") or name == "srcdoc":
                self.found.append(f"{tag} {name}={value}")
            target = (value or "").strip().lower()
            if name in ("href", "src", "action", "formaction") and re.match(
                r"javascript:|data:text|vbscript:", target
            ):
                self.found.append(f"{tag} {name}={value}")
            elsewhere = re.match(r"(https?:)?//", target)
            if name == "src" and elsewhere:
                self.found.append(f"{tag} {name}={value}")


def inline_in(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html)
    return parser.found


def policy_of(response) -> dict[str, str]:
    text = response.headers.get("Content-Security-Policy", "")
    pairs = (part.strip().partition(" ") for part in text.split(";") if part.strip())
    return {name: value for name, _, value in pairs}


def test_the_scanner_sees_what_it_looks_for():
    html = '<p style="a" onclick="b"><script>c</script><a href=" JavaScript:d">e</a><style>'

    assert len(inline_in(html)) == 5


@pytest.mark.django_db
def test_errors_and_refusals_carry_the_policy_too():
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    big = b"x" * (settings.BODY_LIMIT_BYTES + 1)
    answers = {
        404: client.get("/nothing"),
        413: client.post("/account/login/", big, content_type="text/plain"),
        403: client.post("/account/login/", {}),
        400: client.get("/", headers={"host": "evil.example"}),
        302: client.get("/account/"),
    }

    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    for status, answer in answers.items():
        assert policy_of(answer) == POLICY, status
        assert answer.headers["X-Content-Type-Options"] == "nosniff", status
        assert inline_in(answer.content.decode()) == [], status


@pytest.mark.django_db
def test_a_page_that_breaks_carries_the_policy_and_no_detail(monkeypatch, settings):
    def breaks(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("web.listing.open_campaigns", breaks)
    answer = Client(raise_request_exception=False).get("/")

    assert (answer.status_code, policy_of(answer)) == (500, POLICY)
    assert b"secret detail" not in answer.content
    assert inline_in(answer.content.decode()) == []


@pytest.fixture
def house(db):
    seed.run()


@pytest.mark.slow
def test_no_page_of_the_demonstration_carries_anything_inline(house):
    brand = Brand.objects.get(slug=BRAND_SLUG)
    wrong, seen = [], 0
    desk = sign_in(MembershipFactory(brand=brand, role="OWNER"))
    for client, path in [(Client(), one) for one in public_pages()] + [
        (desk, one) for one in desk_pages(brand)
    ]:
        for language in ("fr", "en"):
            answer = client.get(path, headers={"accept-language": language})
            if path.endswith(("/void", "/pack.zip", "/draft.css")) and answer.status_code == 404:
                continue  # a campaign without a draw, a look without a draft
            if answer.status_code in (405, 302) or "text/html" not in answer["Content-Type"]:
                continue
            seen += 1
            if answer.status_code != 200 or policy_of(answer) != POLICY:
                wrong.append((path, answer.status_code, policy_of(answer)))
            wrong += [(path, found) for found in inline_in(answer.content.decode())]

    assert wrong == []
    assert seen > 90


def public_pages() -> list[str]:
    pages = ["/", "/account/login/", "/account/login/code/", "/demo/", "/demo/mail"]
    shown = Campaign.objects.exclude(state="DRAFT")
    pages += [f"/c/{one.slug}{end}" for one in shown for end in ("", "/rules", "/apply")]
    pages += [f"/proof/{one.code}{end}" for one in Draw.objects.all() for end in ("", "?id=X")]
    states = {}
    for application in Application.objects.order_by("pk"):
        states.setdefault((application.state, application.verdict), application.code)
    pages += [f"/a/{code}" for code in states.values()]
    for party in Party.objects.all()[:3]:
        application = party.place.rank.entrant.application
        pages += [f"/h/{party.code}", f"/a/{application.code}", f"/a/{application.code}/answer"]
    pages += [f"/i/{one.link.slug}" for one in Invitation.objects.all()[:2]]
    pages += [f"/g/{one.code}" for one in Guest.objects.all()[:6]]
    return pages


# Pictures, a mail under the policy of mails, and presses on what the demonstration has none of.
MACHINES = {
    "desk:application-photo",
    "desk:bounce-settle",
    "desk:campaign-link-qr",
    "desk:key-revoke",
    "desk:message-preview",
    "desk:team-invite-again",
    "desk:team-take-back",
}
# Not every campaign has an import of people, or a place that somebody holds.
NOT_EVERYWHERE = {
    "desk:campaign-leads-one",
    "desk:campaign-leads-act",
    "desk:campaign-leads-faults",
    "desk:draw-place-take",
}


def desk_pages(brand: Brand) -> list[str]:
    things = {
        "receipt": Application.objects.of_brand(brand.pk)
        .filter(receipt_number__isnull=False)[0]
        .receipt_number,
        "order_id": Order.objects.filter(shop__brand=brand).first().pk,
        "sku": Item.objects.of_brand(brand.pk).first().sku,
        "member_id": Membership.objects.filter(brand=brand).first().pk,
        "message_id": 1,
        "report_id": 1,
    }
    # Drafts have no draw and no report.
    campaigns = Campaign.objects.of_brand(brand.pk).exclude(state="DRAFT")
    slugs = list(campaigns.values_list("slug", flat=True))
    codes_of = {
        "desk:shop": Shop.objects.filter(brand=brand).first().code,
        "desk:shipping": Kit.objects.filter(party__campaign__brand=brand).first().code,
        "desk:message": Batch.objects.filter(brand=brand).order_by("pk").first().code,
        "desk:duplicate": DuplicateGroup.objects.filter(campaign__brand=brand).first().code,
    }
    imports = dict(LeadImport.objects.of_brand(brand.pk).values_list("campaign__slug", "code"))
    places = dict(
        Place.objects.of_brand(brand.pk)
        .filter(draw__state="DRAWN")
        .values_list("draw__campaign__slug", "rank__entrant__public_id")
    )
    pages = ["/desk/", "/account/", "/account/2fa/", "/account/sessions/", "/account/email/"]
    for name in DESK.keys() - MACHINES:
        for slug in slugs:
            link = RecruitingLink.objects.filter(campaign__slug=slug).first()
            values = {"slug": slug, "brand_slug": brand.slug, "language": "fr", **things}
            values["link_slug"] = link.link.slug if link else "NONE"
            values["code"] = next(
                (code for start, code in codes_of.items() if name.startswith(start)), ""
            )
            if name.startswith("desk:campaign-leads"):
                values["code"] = imports.get(slug, "")
            values["number"] = places.get(slug, "")
            wanted = (
                get_resolver()
                .namespace_dict["desk"][1]
                .reverse_dict.getlist(name.removeprefix("desk:"))[0][0][0][1]
            )
            if name in NOT_EVERYWHERE and not all(values[k] for k in wanted):
                continue
            pages.append(reverse(name, kwargs={k: values[k] for k in [*wanted, "brand_slug"]}))
    return sorted(set(pages))
