"""Settings and keys of the brand, without a shell."""

import re

import pytest
from django.test import Client

from accounts.domain.keys import SCOPES
from accounts.models import ApiKey, Role
from common.models import AuditEntry
from desk.forms.settings import SCOPE_WORDS
from tests.desk.conftest import sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.events import CampaignFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(brand) -> Client:
    return sign_in(MembershipFactory(brand=brand, role=Role.OWNER))


def settings_of(brand, **said) -> dict[str, str]:
    columns = (
        "name", "legal_name", "registration", "address",
        "contact_email", "timezone", "currency", "language",
    )  # fmt: skip
    return {name: getattr(brand, name) for name in columns} | said


def test_the_brand_says_anew_who_it_is_and_the_log_keeps_what_changed_without_the_words(
    brand, owner
):
    said = settings_of(brand, legal_name="Maison Neuve SAS", timezone="Indian/Reunion")

    owner.post(f"/desk/{brand.slug}/settings", said)
    owner.post(f"/desk/{brand.slug}/settings", said)

    brand.refresh_from_db()
    assert (brand.legal_name, brand.timezone) == ("Maison Neuve SAS", "Indian/Reunion")
    [entry] = AuditEntry.objects.filter(action="brand.amended")
    assert entry.data == {"columns": ["legal_name", "timezone"]}


def test_the_currency_stays_once_a_sum_is_kept_in_it(brand, owner):
    owner.post(f"/desk/{brand.slug}/settings", settings_of(brand, currency="CHF"))
    brand.refresh_from_db()
    assert brand.currency == "CHF"

    CampaignFactory(brand=brand, liability_cap_minor=5000)
    owner.post(f"/desk/{brand.slug}/settings", settings_of(brand, currency="GBP", name="Alma"))

    brand.refresh_from_db()
    assert (brand.currency, brand.name) == ("CHF", "Alma")


@pytest.mark.parametrize(
    "wrong",
    [
        {"timezone": "Mars/Olympus"},
        {"currency": "XXX"},
        {"contact_email": "no"},
        {"language": "tlh"},
        {"legal_name": "a\u202eb"},
    ],
)
def test_nonsense_is_refused_and_changes_nothing(brand, owner, wrong):
    answer = owner.post(f"/desk/{brand.slug}/settings", settings_of(brand, name="Other") | wrong)

    assert "needs another look" in answer.content.decode()
    brand.refresh_from_db()
    assert brand.name == "Maison Test"


def test_a_key_is_made_shown_once_used_and_ended(brand, owner):
    page = owner.post(
        f"/desk/{brand.slug}/keys/new",
        {"name": "ERP", "scopes": ["orders:read"]},
        follow=True,
    ).content.decode()
    plain = re.search(r'class="hash">(cvk_\S+?)<', page)[1]
    assert plain not in owner.get(f"/desk/{brand.slug}/keys").content.decode()
    caller = Client(headers={"Authorization": f"Bearer {plain}"})
    assert caller.get("/api/v1/orders").status_code == 200
    assert caller.get("/api/v1/draws").status_code == 403

    key = ApiKey.objects.get()
    used = key.last_used_at
    caller.get("/api/v1/orders")
    key.refresh_from_db()
    assert used is not None
    assert key.last_used_at == used, "one write an hour"

    owner.post(f"/desk/{brand.slug}/keys/{key.pk}/revoke")
    assert caller.get("/api/v1/orders").status_code == 401
    assert "ended" in owner.get(f"/desk/{brand.slug}/keys").content.decode()


def test_every_scope_is_offered_in_words():
    assert set(SCOPE_WORDS) == set(SCOPES)


def test_a_key_needs_a_name_and_a_known_scope(brand, owner):
    for said in ({"name": "", "scopes": ["orders:read"]}, {"name": "x", "scopes": ["all"]}):
        assert owner.post(f"/desk/{brand.slug}/keys/new", said).status_code == 200
    assert not ApiKey.objects.exists()
