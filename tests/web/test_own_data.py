"""A person reads, downloads and corrects what is held on them, and takes agreements back one by one."""

import io
import zipfile

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from accounts.models import Consent, User
from common import clock
from events import photos
from events.models import Answer, Question
from sales.domain import attribution
from tests.factories.accounts import UserFactory
from tests.factories.draws import closed_campaign
from tests.factories.guests import guest_of, open_invitation
from tests.flows.test_erasure import EMAIL, ondine

pytestmark = pytest.mark.django_db


def signed_in(user: User, *, ago_s: float = 0) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "code", "at": clock.unmoved() - ago_s, "email": user.email}
    ]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def application():
    return ondine(closed_campaign(strata={"nord": (1, 2), "sud": (1, 2)}))


def test_a_person_reads_everything_and_takes_it_along(application):
    client = signed_in(application.user)

    assert "/account/data" in client.get("/account/").content.decode()
    page = client.get("/account/data").content.decode()
    file = client.get("/account/data/file")

    for word in ("7 impasse des Hirondelles", "Ondine", application.receipt_number):
        assert word in page, word
        assert word in file.content.decode(), word
    assert "attachment" in file["Content-Disposition"]
    assert "no-store" in file["Cache-Control"]
    kinds = {row["kind"] for by in file.json()["held"] for row in by["rows"]}
    assert {"accounts.User", "events.Application", "accounts.Consent"} <= kinds


def test_the_photos_one_sent_come_along(application, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    name = photos.store(b"jpeg", at=clock.now())
    question = Question.objects.create(
        campaign=application.campaign,
        position=1,
        kind="PHOTO",
        words_fr="Table ?",
        words_en="Table?",
    )
    Answer.objects.create(
        application=application,
        question=question,
        kind="PHOTO",
        asked="Table?",
        language="en",
        photo=name,
        given_at=clock.now(),
    )

    file = signed_in(application.user).get("/account/data/file")

    packed = zipfile.ZipFile(io.BytesIO(file.content))
    assert packed.read(f"photos/{name}") == b"jpeg"
    assert "7 impasse des Hirondelles" in packed.read("my-data.json").decode()


def test_a_sign_in_of_an_hour_ago_reads_but_does_not_download(application):
    client = signed_in(application.user, ago_s=3600)

    assert client.get("/account/data").status_code == 200
    assert client.get("/account/data/file")["Location"] == "/account/data/again"
    assert "Is it still you?" in client.get("/account/data/again").content.decode()
    assert client.post("/account/data/again")["Location"] == "/account/login/?next=/account/data"
    assert "_auth_user_id" not in client.session


def test_name_and_language_are_corrected(application):
    client = signed_in(application.user)

    client.post("/account/data", {"first_name": "Ondine-Marie", "last_name": "", "language": "en"})
    refused = client.post("/account/data", {"first_name": "", "last_name": "", "language": "tlh"})

    user = User.objects.get(email=EMAIL)
    assert (user.first_name, user.last_name, user.language) == ("Ondine-Marie", "", "en")
    assert refused.status_code == 200


def test_one_takes_back_ones_own_agreements_alone(application):
    from accounts.domain import consents

    marketing = consents.give(
        brand=application.campaign.brand,
        purpose="MARKETING",
        text="News, please.",
        text_version="1",
        language="en",
        where="apply",
        at=clock.now(),
        user=application.user,
    )
    address = f"/account/data/agreed/{marketing.pk}"

    assert signed_in(UserFactory()).post(address).status_code == 404
    assert Consent.objects.get(pk=marketing.pk).withdrawn_at is None
    page = signed_in(application.user).post(address, follow=True).content.decode()

    assert "Taken back. It holds from now on." in page
    assert Consent.objects.get(pk=marketing.pk).withdrawn_at is not None
    assert Consent.objects.filter(withdrawn_at=None, user=application.user).count() == 1


def test_a_guest_without_account_reads_downloads_and_takes_back(deliver_all):
    guest = guest_of(
        open_invitation(), name="Lou", email="", health=True, needs="Noix", allergens=("GLUTEN",)
    )
    other = guest_of(open_invitation(), name="Bo", email="bo@friends.example", measurement=True)
    theirs = Consent.objects.get(purpose="MEASUREMENT")
    mine = Consent.objects.get(purpose="ALLERGENS")
    client = Client(headers={"accept-language": "en"})

    assert f"/g/{guest.code}/data" in client.get(f"/g/{guest.code}").content.decode()
    page = client.get(f"/g/{guest.code}/data").content.decode()
    assert "Noix" in page
    assert "Noix" in client.get(f"/g/{guest.code}/data.json").content.decode()
    assert client.post(f"/g/{guest.code}/agreed/{theirs.pk}").status_code == 404
    after = client.post(f"/g/{guest.code}/agreed/{mine.pk}", follow=True).content.decode()

    assert "Noix" not in after
    guest.rsvp.refresh_from_db()
    assert (guest.rsvp.needs, guest.rsvp.allergens) == ("", [])
    assert client.get(f"/g/{'X' * 27}/data").status_code == 404
    assert other.code not in page


def test_after_measurement_is_taken_back_no_order_is_matched_by_the_address(deliver_all):
    from accounts.identity import email_hash
    from sales.models import Evidence
    from tests.factories.sales import OrderFactory, ShopFactory

    guest = guest_of(open_invitation(), name="Bo", email="bo@friends.example", measurement=True)
    shop = ShopFactory(brand=guest.invitation.party.campaign.brand)
    consent = Consent.objects.get(purpose="MEASUREMENT")

    Client().post(f"/g/{guest.code}/agreed/{consent.pk}")
    order = OrderFactory(shop=shop, email_hash=email_hash("bo@friends.example"))
    attribution.weigh(order_id=order.pk, at=clock.now())

    assert not Evidence.objects.filter(order=order, kind="EMAIL", consented=True).exists()
