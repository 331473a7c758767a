"""Every address has a keeper: who may come in is written here, and tried out.

A new route without a line in ``KEEPERS`` fails. Desk routes are tried with every role, with nobody,
with a fan, with people of another brand, without a second factor, and with another brand's things.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from accounts.capabilities import Capability
from accounts.domain import invitations, keys
from accounts.models import Brand, Role
from common import codes
from desk.management.commands import roles
from events import photos
from events.domain import holds, root_reports
from events.models import Answer, Campaign, DuplicateGroup
from kits.domain import shipments
from kits.models import KitPlanLine, Shipment
from sales.models import InboxMessage
from tests.desk.conftest import sign_in
from tests.factories.accounts import BrandFactory, MembershipFactory, UserFactory
from tests.factories.draws import closed_campaign, drawn_draw, scheduled_party, sealed_draw
from tests.factories.events import LeadImportFactory, QuestionFactory, RecruitingLinkFactory
from tests.factories.kits import kit_of
from tests.factories.mailing import BatchFactory, BounceFactory
from tests.factories.sales import OrderFactory, ShopFactory
from tests.moments import NOON

PUBLIC = "anybody"
CAPABILITY_LINK = "whoever holds the code"
SIGNED_IN = "somebody signed in"
DEMO_ONLY = "anybody, in the demonstration alone"
SIGNED_WEBHOOK = "a shop or a mail server that signs"
ALLAUTH = "as django-allauth decides"


@dataclass(frozen=True)
class Staff:
    """A member of the brand with this capability and a second factor used in this session."""

    capability: Capability


@dataclass(frozen=True)
class ApiKey:
    """A brand's software whose key has this scope; "" for everybody."""

    scope: str


KEEPERS: dict[str, Any] = {
    "web:home": PUBLIC,
    "web:healthz": PUBLIC,
    "web:readyz": PUBLIC,
    "web:metrics": PUBLIC,  # to the same house only; tests/web/test_health.py
    "web:stop": CAPABILITY_LINK,
    "web:go": CAPABILITY_LINK,
    "web:invitation": CAPABILITY_LINK,
    "web:invitation-preview": CAPABILITY_LINK,
    "web:guest": CAPABILITY_LINK,
    "web:guest-calendar": CAPABILITY_LINK,
    "web:guest-leave": CAPABILITY_LINK,
    "web:invitation-table": CAPABILITY_LINK,
    "web:campaign-table": PUBLIC,
    "web:styleguide-visitor": PUBLIC,
    "web:campaign": PUBLIC,
    "web:campaign-preview": PUBLIC,
    "web:campaign-rules": PUBLIC,
    "web:campaign-rules-pdf": PUBLIC,
    "web:apply": PUBLIC,
    "web:apply-you": SIGNED_IN,
    "web:apply-agree": SIGNED_IN,
    "web:recruit": PUBLIC,
    "web:lead": CAPABILITY_LINK,
    "web:witness": CAPABILITY_LINK,
    "web:status": CAPABILITY_LINK,
    "web:status-edit": CAPABILITY_LINK,
    "web:status-photo": CAPABILITY_LINK,
    "web:status-withdraw": CAPABILITY_LINK,
    "web:status-choose": CAPABILITY_LINK,
    "web:status-receipt": CAPABILITY_LINK,
    "web:status-erase": SIGNED_IN,  # as the applicant: tests/web/test_erasing.py
    "web:answer": CAPABILITY_LINK,
    "web:host": CAPABILITY_LINK,
    "web:host-address": CAPABILITY_LINK,
    "web:host-date": CAPABILITY_LINK,
    "web:host-cancel": CAPABILITY_LINK,
    "web:proof": PUBLIC,
    "web:proof-bundle": PUBLIC,
    "web:proof-verifier": PUBLIC,
    "web:proof-protocol": PUBLIC,
    "web:proof-minutes": PUBLIC,
    "web:proof-pack": PUBLIC,
    "web:proof-root": PUBLIC,
    "web:account": SIGNED_IN,
    "web:own-data": SIGNED_IN,  # each only their own: tests/web/test_own_data.py
    "web:own-data-file": SIGNED_IN,
    "web:own-data-again": SIGNED_IN,
    "web:own-data-withdraw": SIGNED_IN,
    "web:guest-data": CAPABILITY_LINK,
    "web:guest-file": CAPABILITY_LINK,
    "web:guest-withdraw": CAPABILITY_LINK,
    "web:team-join": SIGNED_IN,  # with the address invited: tests/desk/test_team.py
    "web:brand-theme": PUBLIC,
    "web:styleguide": PUBLIC,
    "web:demo": DEMO_ONLY,
    "web:demo-sign-in": DEMO_ONLY,
    "web:demo-clock": DEMO_ONLY,
    "web:demo-mail": DEMO_ONLY,
    "web:demo-mail-feed": DEMO_ONLY,
    "web:demo-mail-one": DEMO_ONLY,
    "web:demo-mail-html": DEMO_ONLY,
    "web:demo-mail-calendar": DEMO_ONLY,
    "desk:home": SIGNED_IN,
    "desk:today": Staff(Capability.SEE_DESK),
    "desk:campaigns": Staff(Capability.SEE_DESK),
    "desk:rehearsal": Staff(Capability.SEE_DESK),
    "desk:campaign-new": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign": Staff(Capability.SEE_DESK),
    "desk:campaign-basics": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-words": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-regions": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-amend": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-draw": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-prizes": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-kit": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-questions": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-rules": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-rules-paper": Staff(Capability.SEE_DESK),
    "desk:campaign-answers": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-copy": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-preview": Staff(Capability.SEE_DESK),
    "desk:campaign-publish": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-cancel": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-links": Staff(Capability.SEE_DESK),
    "desk:campaign-links-csv": Staff(Capability.SEE_DESK),
    "desk:campaign-link": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-link-one": Staff(Capability.SEE_DESK),
    "desk:campaign-link-change": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-link-qr": Staff(Capability.SEE_DESK),
    "desk:campaign-leads": Staff(Capability.SEE_DESK),
    "desk:campaign-leads-new": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-leads-one": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-leads-act": Staff(Capability.EDIT_CAMPAIGN),
    "desk:campaign-leads-faults": Staff(Capability.EDIT_CAMPAIGN),
    "desk:applications": Staff(Capability.SEE_APPLICATIONS),
    "desk:application": Staff(Capability.SEE_APPLICATIONS),
    "desk:application-photo": Staff(Capability.SEE_APPLICATIONS),
    "desk:application-erase": Staff(Capability.ERASE_PERSON),
    "desk:duplicates": Staff(Capability.SEE_APPLICATIONS),
    "desk:duplicate": Staff(Capability.SEE_APPLICATIONS),
    "desk:duplicate-decide": Staff(Capability.DECIDE_APPLICATIONS),
    "desk:duplicate-reopen": Staff(Capability.DECIDE_APPLICATIONS),
    "desk:messages": Staff(Capability.SEE_APPLICATIONS),
    "desk:message-new": Staff(Capability.EDIT_CAMPAIGN),
    "desk:message": Staff(Capability.SEE_APPLICATIONS),
    "desk:message-edit": Staff(Capability.EDIT_CAMPAIGN),
    "desk:message-act": Staff(Capability.EDIT_CAMPAIGN),
    "desk:message-preview": Staff(Capability.SEE_APPLICATIONS),
    "desk:bounces": Staff(Capability.SEE_APPLICATIONS),
    "desk:bounce-settle": Staff(Capability.SEE_APPLICATIONS),
    "desk:holds": Staff(Capability.SEE_APPLICATIONS),
    "desk:holds-decide": Staff(Capability.DECIDE_APPLICATIONS),
    "desk:draws": Staff(Capability.SEE_APPLICATIONS),
    "desk:draw": Staff(Capability.SEE_APPLICATIONS),
    "desk:draw-seal": Staff(Capability.SEAL),
    "desk:draw-trial": Staff(Capability.SEAL),
    "desk:draw-witnesses": Staff(Capability.SEAL),
    "desk:draw-round": Staff(Capability.SEAL),
    "desk:draw-reveal": Staff(Capability.SEAL),
    "desk:draw-run": Staff(Capability.DRAW),
    "desk:draw-order": Staff(Capability.SEE_APPLICATIONS),
    "desk:draw-place-take": Staff(Capability.DECIDE_APPLICATIONS),
    "desk:draw-void": Staff(Capability.SEAL),
    "desk:draw-root-seen": Staff(Capability.SEAL),
    "desk:draw-pack": Staff(Capability.SEE_APPLICATIONS),
    "desk:orders": Staff(Capability.SEE_ORDERS),
    "desk:order": Staff(Capability.SEE_ORDERS),
    "desk:shops": Staff(Capability.MANAGE_SHOPS),
    "desk:shop-new": Staff(Capability.MANAGE_SHOPS),
    "desk:shop": Staff(Capability.MANAGE_SHOPS),
    "desk:shop-rotate": Staff(Capability.MANAGE_SHOPS),
    "desk:shop-end-rotation": Staff(Capability.MANAGE_SHOPS),
    "desk:shop-retry": Staff(Capability.MANAGE_SHOPS),
    "desk:report": Staff(Capability.SEE_REPORT),
    "desk:report-of": Staff(Capability.SEE_REPORT),
    "desk:report-csv": Staff(Capability.SEE_REPORT),
    "desk:look": Staff(Capability.EDIT_BRAND),
    "desk:look-guard": Staff(Capability.EDIT_BRAND),
    "desk:look-draft": Staff(Capability.EDIT_BRAND),
    "desk:team": Staff(Capability.MANAGE_STAFF),
    "desk:team-invite": Staff(Capability.MANAGE_STAFF),
    "desk:team-invite-again": Staff(Capability.MANAGE_STAFF),
    "desk:team-take-back": Staff(Capability.MANAGE_STAFF),
    "desk:member": Staff(Capability.MANAGE_STAFF),
    "desk:member-dismiss": Staff(Capability.MANAGE_STAFF),
    "desk:settings": Staff(Capability.EDIT_SETTINGS),
    "desk:keys": Staff(Capability.MANAGE_KEYS),
    "desk:key-new": Staff(Capability.MANAGE_KEYS),
    "desk:key-revoke": Staff(Capability.MANAGE_KEYS),
    "desk:shipping": Staff(Capability.SHIP),
    "desk:shipping-pick-list": Staff(Capability.SHIP),
    "desk:shipping-kit": Staff(Capability.SHIP),
    "desk:shipping-pack": Staff(Capability.SHIP),
    "desk:shipping-label": Staff(Capability.SHIP),
    "desk:shipping-shipped": Staff(Capability.SHIP),
    "desk:shipping-delivered": Staff(Capability.SHIP),
    "desk:shipping-label-paper": Staff(Capability.SHIP),
    "desk:shipping-slip-paper": Staff(Capability.SHIP),
    "desk:stock": Staff(Capability.SHIP),
    "desk:stock-new": Staff(Capability.SHIP),
    "desk:stock-item": Staff(Capability.SHIP),
    "api:shop-hook": SIGNED_WEBHOOK,
    "api:mail-hook": SIGNED_WEBHOOK,
    "api:schema": ApiKey(""),
    "api:campaigns": ApiKey("campaigns:read"),
    "api:campaign": ApiKey("campaigns:read"),
    "api:links": ApiKey("links:read"),
    "api:applications": ApiKey("applications:read"),
    "api:duplicates": ApiKey("applications:read"),
    "api:duplicate": ApiKey("applications:read"),  # its POST: applications:decide
    "api:holds": ApiKey("applications:read"),
    "api:hold": ApiKey("applications:read"),  # its POST: applications:decide
    "api:draws": ApiKey("draws:read"),
    "api:draw": ApiKey("draws:read"),
    "api:draw-requests": ApiKey("draws:read"),
    "api:draw-places": ApiKey("draws:read"),
    "api:draw-log": ApiKey("draws:read"),
    "api:parties": ApiKey("parties:read"),
    "api:orders": ApiKey("orders:read"),
    "api:tracking": ApiKey("shipments:write"),
}
# The library's own addresses stand under one prefix and are its business.
OF_ALLAUTH = "account/"
ALLOWED: dict[str, set[Capability]] = {
    Role.OWNER: set(Capability),
    Role.ORGANISER: set(Capability)
    - {
        Capability.DRAW,
        Capability.ERASE_PERSON,
        Capability.EDIT_SETTINGS,
        Capability.MANAGE_KEYS,
    },
    Role.DRAW_OFFICER: {
        Capability.SEE_DESK,
        Capability.SEE_APPLICATIONS,
        Capability.SEAL,
        Capability.DRAW,
    },
    Role.LOGISTICS: {Capability.SEE_DESK, Capability.SHIP},
    Role.ANALYST: {Capability.SEE_DESK, Capability.SEE_ORDERS, Capability.SEE_REPORT},
    Role.CARE: {
        Capability.SEE_DESK,
        Capability.SEE_APPLICATIONS,
        Capability.DECIDE_APPLICATIONS,
        Capability.ERASE_PERSON,
    },
}
DESK = {name: keeper for name, keeper in KEEPERS.items() if isinstance(keeper, Staff)}
OF_A_THING = {
    name
    for name in DESK
    if name.startswith(("desk:campaign-", "desk:draw-", "desk:shop-", "desk:shipping-"))
    or name
    in {"desk:campaign", "desk:application"}
    | {f"desk:application-{what}" for what in ("photo", "erase")}
    | {"desk:duplicate", "desk:duplicate-decide", "desk:duplicate-reopen"}
    | {"desk:draw", "desk:order", "desk:shop"}
    | {"desk:report-of", "desk:report-csv", "desk:stock-item"}
    | {"desk:member", "desk:member-dismiss", "desk:key-revoke"}
    | {"desk:team-invite-again", "desk:team-take-back"}
    | {"desk:message", "desk:message-edit", "desk:message-act", "desk:message-preview"}
    | {"desk:bounce-settle"}
} - {"desk:campaign-new", "desk:shop-new", "desk:shipping-pick-list"}


def routes(patterns: list[Any] | None = None, at: str = "", space: str = "") -> Iterator[Any]:
    """Yield (name, path, pattern) of every address of the house."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = at + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}" if pattern.name else path, path, pattern
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, path, inner)


def test_every_route_has_a_keeper_and_every_keeper_a_route():
    ours = {name for name, path, _ in routes() if not _is_allauths(name, path)}

    assert ours == set(KEEPERS)


def test_the_desks_keepers_are_those_of_the_views():
    found = {
        name: Staff(pattern.callback.capability)
        if hasattr(pattern.callback, "capability")
        else None
        for name, _, pattern in routes()
        if name in DESK
    }

    assert found == DESK


def test_the_apis_keepers_are_those_of_the_views():
    for name, _, pattern in routes():
        keeper = KEEPERS.get(name)
        if isinstance(keeper, ApiKey) and keeper.scope:
            view = pattern.callback.view_class
            assert view.scope == keeper.scope, name
            assert [one.__name__ for one in view.permission_classes] == ["HasScope"], name


def test_every_post_asks_for_the_csrf_token_except_where_another_proof_is_asked():
    """Hooks are signed, the stop link is RFC 8058's, the API knows no cookies."""
    client, open_doors = Client(enforce_csrf_checks=True), []
    for name, path, pattern in routes():
        keeper = KEEPERS.get(name)
        if keeper == SIGNED_WEBHOOK or isinstance(keeper, ApiKey) or name == "web:stop":
            assert pattern.callback.csrf_exempt, name
            continue
        answer = client.post(_some_address(name, path, pattern))
        if answer.status_code != 403 and not (_is_allauths(name, path) and "/keys/" in path):
            open_doors.append((name, answer.status_code))

    assert open_doors == []


def test_the_paper_of_roles_says_what_the_addresses_say():
    paper = Path(settings.BASE_DIR) / "docs" / "operating" / "roles.md"

    said = paper.read_text(encoding="utf-8") == roles.table()
    assert said, "run: manage.py roles --file docs/operating/roles.md"


@dataclass(frozen=True)
class Things:
    """One of everything that a desk address may name."""

    brand: Brand
    sealed: Campaign
    drawn: Campaign
    kwargs: dict[str, dict[str, Any]]

    def of(self, name: str, slug: str) -> dict[str, Any]:
        return {"brand_slug": slug, **self.kwargs.get(name, {})}


def furnish() -> Things:
    brand = BrandFactory()
    sealed = closed_campaign(brand=brand)
    sealed_draw(campaign=sealed)
    party = scheduled_party(drawn_draw(campaign=closed_campaign(brand=brand)))
    kit = kit_of(party)
    shipments.prepare(kit=kit, by="user:1", at=NOON)
    shop = ShopFactory(brand=brand)
    order = OrderFactory(shop=shop)
    message = InboxMessage.objects.create(
        shop=shop, delivery_id="d-1", topic="order.updated", body=b"{}", received_at=NOON
    )
    line = KitPlanLine.objects.select_related("item").get(campaign=party.campaign)
    application = sealed.applications.first()
    group = DuplicateGroup.objects.create(campaign=sealed, code=codes.slug(), found_at=NOON, size=1)
    group.members.create(application=application, joined_at=NOON)
    holds.hold(application=application, doubts=["TOO_FAST"], at=NOON)
    report = root_reports.report(draw=sealed.draws.get(), root="ab" * 32, at=NOON)
    link = {"slug": sealed.slug, "link_slug": RecruitingLinkFactory(campaign=sealed).link.slug}
    leads = {"slug": sealed.slug, "code": LeadImportFactory(campaign=sealed).code}
    member = MembershipFactory(brand=brand, role=Role.LOGISTICS)
    offer, _token = invitations.invite(
        brand=brand,
        email="new@friends.example",
        role=Role.CARE,
        language="fr",
        by=MembershipFactory(brand=brand, role=Role.OWNER).user,
        at=NOON,
    )
    key, _plain = keys.create(
        brand=brand, name="ERP", scopes=["orders:read"], by=member.user, at=NOON
    )
    asked = QuestionFactory(campaign=application.campaign, kind="PHOTO", position=1)
    Answer.objects.create(
        application=application,
        question=asked,
        kind="PHOTO",
        asked="?",
        language="fr",
        photo=photos.store(b"jpeg", at=NOON),
        given_at=NOON,
    )
    draft = {"code": BatchFactory(brand=brand, about=f"campaign:{sealed.pk}").code}
    of_draw, number = {"code": sealed.draws.get().code}, party.place.rank.entrant.public_id
    kwargs: dict[str, dict[str, Any]] = {
        "desk:bounce-settle": {"bounce_id": BounceFactory(message__brand=brand).pk},
        "desk:message": draft,
        "desk:message-edit": draft,
        "desk:message-act": draft,
        "desk:message-preview": draft | {"language": "fr"},
        "desk:campaign-link-one": link,
        "desk:campaign-link-change": link,
        "desk:campaign-link-qr": link | {"kind": "svg"},
        **{f"desk:campaign-leads-{what}": leads for what in ("one", "act", "faults")},
        "api:campaign": {"slug": sealed.slug},
        "api:links": {"slug": sealed.slug},
        "api:duplicate": {"code": group.code},
        "api:hold": {"receipt": application.receipt_number},
        **dict.fromkeys(("api:draw", "api:draw-places", "api:draw-log"), of_draw),
        "api:tracking": {"code": Shipment.objects.get(kit=kit).code},
        "desk:member": {"member_id": member.pk},
        "desk:member-dismiss": {"member_id": member.pk},
        "desk:team-invite-again": {"invitation_id": offer.pk},
        "desk:team-take-back": {"invitation_id": offer.pk},
        "desk:key-revoke": {"key_id": key.pk},
        "desk:campaign-rules-paper": {"slug": sealed.slug, "language": "fr"},
        "desk:application": {"receipt": application.receipt_number},
        "desk:application-photo": {"receipt": application.receipt_number, "number": 1},
        "desk:application-erase": {"receipt": application.receipt_number},
        "desk:duplicate": {"code": group.code},
        "desk:duplicate-decide": {"code": group.code},
        "desk:duplicate-reopen": {"code": group.code},
        "desk:draw-place-take": {"slug": party.campaign.slug, "number": number},
        "desk:draw-root-seen": {"slug": sealed.slug, "report_id": report.pk},
        "desk:order": {"order_id": order.pk},
        "desk:shop-retry": {"code": shop.code, "message_id": message.pk},
        "desk:stock-item": {"sku": line.item.sku},
        "desk:report-of": {"slug": party.campaign.slug},
        "desk:report-csv": {"slug": party.campaign.slug},
    }
    for name in OF_A_THING - set(kwargs):
        if name.startswith(("desk:campaign", "desk:draw")):
            kwargs[name] = {"slug": sealed.slug}
        elif name.startswith("desk:shop"):
            kwargs[name] = {"code": shop.code}
        else:
            kwargs[name] = {"code": kit.code}
    return Things(brand=brand, sealed=sealed, drawn=party.campaign, kwargs=kwargs)


def both(client: Client, address: str) -> tuple[Any, Any]:
    return client.get(address), client.post(address, {})


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_doors_and_no_other(role):
    things = furnish()
    client = sign_in(MembershipFactory(brand=things.brand, role=role))
    wrong = []
    for name, keeper in DESK.items():
        address = reverse(name, kwargs=things.of(name, things.brand.slug))
        statuses = {answer.status_code for answer in both(client, address)}
        good = {200, 302, 405} if keeper.capability in ALLOWED[role] else {403, 405}
        if name == "desk:look-draft" and keeper.capability in ALLOWED[role]:
            good = {404, 405}  # nothing was drafted in this session
        if name == "desk:holds-decide" and keeper.capability in ALLOWED[role]:
            good = {200, 404}  # the form says what is to be done
        if not statuses <= good or statuses == {405}:
            wrong.append((name, statuses))

    assert wrong == []


@pytest.mark.django_db
def test_nobody_else_comes_in():
    things, theirs = furnish(), BrandFactory()
    member = MembershipFactory(brand=things.brand, role=Role.OWNER)
    fan = Client()
    fan.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    strangers = {
        "anonymous": (Client(), 302, "/account/login/"),
        "without a second factor": (sign_in(member, second_factor=False), 302, "/account/2fa/"),
        "a fan": (fan, 404, ""),
        "another brand's owner": (sign_in(MembershipFactory(brand=theirs, role="OWNER")), 404, ""),
    }
    wrong = []
    for who, (client, status, where) in strangers.items():
        for name in DESK:
            for answer in both(client, reverse(name, kwargs=things.of(name, things.brand.slug))):
                if answer.status_code != 405 and (
                    answer.status_code != status
                    or not answer.headers.get("Location", "").startswith(where)
                ):
                    wrong.append((who, name, answer.status_code))

    assert wrong == []


@pytest.mark.django_db
def test_another_brands_things_do_not_exist_under_ones_own_brand():
    ours, theirs = BrandFactory(), furnish()
    client = sign_in(MembershipFactory(brand=ours, role=Role.OWNER))
    calm = client.get("/desk/no-such-brand/").content
    wrong = []
    for name in sorted(OF_A_THING):
        for answer in both(client, reverse(name, kwargs=theirs.of(name, ours.slug))):
            if answer.status_code != 405 and (answer.status_code, answer.content) != (404, calm):
                wrong.append((name, answer.status_code))

    assert wrong == []


@pytest.mark.django_db
def test_a_key_opens_its_own_scope_and_its_own_brands_things_and_nothing_else():
    """Every address of the API x its scope, every other scope, an ended key, none, another brand's."""
    things, theirs, by = furnish(), BrandFactory(), UserFactory()
    doors = {
        name: keeper.scope
        for name, keeper in KEEPERS.items()
        if isinstance(keeper, ApiKey) and keeper.scope
    }
    ended, plain = keys.create(brand=things.brand, name="x", scopes=keys.SCOPES, by=by, at=NOON)
    keys.revoke(key=ended, by=by, at=NOON)

    def holder(brand: Brand, scopes: set[str]) -> Client:
        made = keys.create(brand=brand, name="x", scopes=scopes, by=by, at=NOON)
        return Client(headers={"authorization": f"Bearer {made[1]}"})

    foreign = holder(theirs, set(keys.SCOPES))
    wrong = []
    for name, scope in doors.items():
        address = reverse(name, kwargs=things.kwargs.get(name, {}))
        method = "post" if name == "api:tracking" else "get"
        answers = {
            who: getattr(client, method)(address, **_json(method))
            for who, client in {
                "its scope": holder(things.brand, {scope}),
                "every other scope": holder(things.brand, set(keys.SCOPES) - {scope}),
                "ended": Client(headers={"authorization": f"Bearer {plain}"}),
                "none": Client(),
                "foreign": foreign,
            }.items()
        }
        said = {who: answer.status_code for who, answer in answers.items()}
        expected = {"its scope": 200, "every other scope": 403}
        expected |= {"ended": 401, "none": 401, "foreign": 404 if "/" in _tail(address) else 200}
        leaked = said["foreign"] == 200 and answers["foreign"].json()["results"] != []
        if said != expected or leaked:
            wrong.append((name, said))

    assert wrong == []


def _json(method: str) -> dict[str, Any]:
    said = json.dumps({"status": "IN_TRANSIT", "occurred_at": NOON.isoformat()})
    return {"data": said, "content_type": "application/json"} if method == "post" else {}


def _tail(address: str) -> str:
    return address.removeprefix("/api/v1/")


@pytest.mark.django_db
def test_numbers_beyond_every_database_are_not_found_either():
    brand = BrandFactory()
    client = sign_in(MembershipFactory(brand=brand, role=Role.OWNER))
    shop = ShopFactory(brand=brand)

    assert client.get(f"/desk/{brand.slug}/orders/{10**30}").status_code == 404
    address = f"/desk/{brand.slug}/shops/{shop.code}/deliveries/{10**30}/retry"
    assert client.post(address).status_code == 404
    assert client.get(f"/desk/{brand.slug}/applications?before={10**30}").status_code == 200


def _is_allauths(name: str, path: str) -> bool:
    return path.startswith(OF_ALLAUTH) and not name.startswith("web:")


def _some_address(name: str, path: str, pattern: URLPattern) -> str:
    """An address of this route; whether the thing it names exists does not matter here."""
    values = {
        "uidb36": "a1",
        "key": "b2-c3",
        "pk": 1,
        "order_id": 1,
        "message_id": 1,
        "report_id": 1,
        "member_id": 1,
        "invitation_id": 1,
        "key_id": 1,
        "number": 1,
        "bounce_id": 1,
        "consent_id": 1,
    }
    names = pattern.pattern.converters or pattern.pattern.regex.groupindex
    kwargs = {key: values.get(key, "abc") for key in names}
    try:
        return reverse(name, kwargs=kwargs | ({"brand_slug": "abc"} if name in DESK else {}))
    except NoReverseMatch:
        return f"/{path}"
