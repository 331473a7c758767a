"""What people type stays text: in pages, mails, calendars, tables and on paper."""

import csv
import io
import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from common import clock
from events.domain import campaigns
from events.domain.campaign_gaps import gaps
from events.models import Application, CampaignWording, Party
from guests.models import Guest
from kits.domain import shipments
from mailing import mime
from mailing.domain import messages
from mailing.models import Message
from tests.desk.conftest import sign_in
from tests.factories.accounts import BrandFactory, MembershipFactory, UserFactory
from tests.factories.draws import NOON, scheduled_party
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.factories.guests import guest_of, open_invitation
from tests.factories.kits import kit_of

pytestmark = pytest.mark.django_db
MARKUP = [
    '"><xss onerror=alert(1)>',
    "'><xss/><!--",
    "</title></textarea></style><xss>",
    "<svg/onload=alert(1)><xss>",
    "<b><para><font color=red><img src='file:///etc/passwd'/><xss>",
    "{{ 7|add:7 }}{% load %}%(name)s{0}<xss>",
    "]]></svg><xss>",
]
HEADER = "Ada\r\nBcc: everyone@evil.example\r\nATTENDEE:mailto:evil@evil.example\nX: y"


class Foreign(HTMLParser):
    """Finds the tag that only a payload can have brought."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found |= tag.startswith("xss")

    handle_startendtag = handle_starttag


def brought_in(html: str) -> bool:
    parser = Foreign()
    parser.feed(html)
    return parser.found


def full_house(text: str) -> tuple[Party, Guest, Application, list[str]]:
    """A party in which everybody, and the brand, wrote ``text`` wherever they could."""
    party = scheduled_party()
    short = text[:60]
    brand, campaign = party.campaign.brand, party.campaign
    type(brand).objects.filter(pk=brand.pk).update(name=short, legal_name=text, address=text)
    CampaignWording.objects.filter(campaign=campaign).update(
        title=text[:100], tagline=text, story=text, pact=f"{text}\n{text}"
    )
    Party.objects.filter(pk=party.pk).update(
        host_first_name=short, host_last_name=short, words=text, address_line=text[:100], city=short
    )
    Application.objects.filter(campaign=campaign).update(
        first_name=short, last_name=short, city=short, why=text, dates_note=text
    )
    party.host.first_name = short
    party.host.save(update_fields=["first_name"])
    party = Party.objects.get(pk=party.pk)
    guest = guest_of(
        open_invitation(party),
        name=short,
        email="reader@friends.example",
        message=text,
        needs=text,
        health=True,
    )
    kit = kit_of(party)
    shipments.prepare(kit=kit, by="user:1", at=NOON)
    application = party.place.rank.entrant.application
    desk = {"brand_slug": brand.slug}
    paths = [
        f"/c/{campaign.slug}",
        f"/a/{application.code}",
        f"/h/{party.code}",
        f"/h/{party.code}/date",
        f"/i/{guest.invitation.link.slug}",
        f"/g/{guest.code}",
        f"/g/{guest.code}/party.ics",
        f"/proof/{party.place.draw.code}",
        f"/proof/{party.place.draw.code}/minutes.pdf",
        reverse("desk:today", kwargs=desk),
        reverse("desk:campaign", kwargs={**desk, "slug": campaign.slug}),
        reverse("desk:campaign-preview", kwargs={**desk, "slug": campaign.slug}),
        reverse("desk:applications", kwargs=desk),
        reverse("desk:application", kwargs={**desk, "receipt": application.receipt_number}),
        reverse("desk:draw", kwargs={**desk, "slug": campaign.slug}),
        reverse("desk:report-of", kwargs={**desk, "slug": campaign.slug}),
        reverse("desk:report-csv", kwargs={**desk, "slug": campaign.slug}),
        reverse("desk:shipping", kwargs=desk),
        reverse("desk:shipping-kit", kwargs={**desk, "code": kit.code}),
        reverse("desk:shipping-label-paper", kwargs={**desk, "code": kit.code}),
        reverse("desk:shipping-slip-paper", kwargs={**desk, "code": kit.code}),
        reverse("desk:shipping-pick-list", kwargs=desk),
    ]
    return party, guest, application, paths


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_text_on_every_page_in_every_mail_and_on_paper(text, deliver_all):
    party, _guest, _application, paths = full_house(text)
    client = sign_in(MembershipFactory(brand=party.campaign.brand, role="OWNER"))
    deliver_all(send=False)

    wrong = []
    for path in paths:
        answer = client.get(path)
        html = "text/html" in answer["Content-Type"]
        if answer.status_code != 200 or (html and brought_in(answer.content.decode())):
            wrong.append((path, answer.status_code))
    wrong += [one.template for one in Message.objects.all() if brought_in(one.html)]

    assert wrong == []
    assert Message.objects.filter(template="guest_admitted").exists()


def test_line_breaks_reach_no_header_and_no_calendar_line(deliver_all):
    _party, guest, _application, _paths = full_house(HEADER)
    deliver_all(send=False)

    assert Message.objects.count() > 2
    for message in Message.objects.all():
        built = mime.build(message).message()
        assert {name.lower() for name in built} & {"bcc", "attendee", "x"} == set()
        for name, value in built.items():
            assert "\n" not in value and "\r" not in value, (message.template, name)
        forged = re.findall(r"(?im)^(?:ATTENDEE:|BCC|X:).*evil", message.calendar_text)
        assert forged == [], message.template
    ics = Client().get(f"/g/{guest.code}/party.ics").content.decode()
    assert re.findall(r"(?m)^ATTENDEE", ics) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "|"])
def test_no_cell_of_an_export_is_a_formula(start):
    party, *_ = full_house(f"{start}cmd|'/c calc'!A0")
    client = sign_in(MembershipFactory(brand=party.campaign.brand, role="ANALYST"))
    address = f"/desk/{party.campaign.brand.slug}/report/{party.campaign.slug}.csv"
    text = client.get(address).content.decode("utf-8-sig")

    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert not re.match(r"\s*[=+@＝|\t\r]|\s*-[^0-9]", cell), cell


@pytest.mark.parametrize("unseen", ["\x00", "\x07", "\x1b[31m", "\x7f", "\u202e", "\u0085"])
def test_what_cannot_be_seen_is_refused_with_a_kind_word(unseen):
    invitation = open_invitation()
    form = {"first_name": f"Ju{unseen}les", "answer": "YES", "adults": 1, "children": 0}
    answer = Client(headers={"accept-language": "en"}).post(f"/i/{invitation.link.slug}", form)

    assert (answer.status_code, Guest.objects.count()) == (200, 0)
    assert b'aria-invalid="true"' in answer.content


BAD_SHOPS = [
    "https://evil.example/",
    "https://shop.maison-test.example.evil.example/",
    "https://evil.example/shop.maison-test.example",
    "https://evil.example#shop.maison-test.example",
    "https://shop.maison-test.example@evil.example/",
    "https://evil.example\\@shop.maison-test.example/",
    "https://shop.maison-test.example:8443/",
    "http://shop.maison-test.example/",
    "//shop.maison-test.example/",
    "javascript:alert(1)",
    "https://[shop.maison-test.example/",
    "https://shop.maison-test.example:x/",
]


@pytest.mark.parametrize("url", BAD_SHOPS)
def test_a_link_never_leads_outside_the_brands_shops(url, at):
    draft = CampaignFactory(in_state="DRAFT", shop_url=url)
    running = CampaignFactory(in_state="RUNNING")
    by = UserFactory()

    assert any(gap.field == "shop_url" for gap in gaps(campaign=draft, at=at))
    with pytest.raises(campaigns.NotPublishable):
        campaigns.publish(campaign=draft, by=by, at=at)
    with pytest.raises(campaigns.CampaignNotValid):
        campaigns.edit(campaign=running, by=by, at=at, fields={"shop_url": url})


def test_a_brand_that_named_no_shop_has_no_page_of_one(at):
    draft = CampaignFactory(in_state="DRAFT", brand=BrandFactory(shop_domains=[]))

    assert len(gaps(campaign=draft, at=at)) == 1


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_leads_nowhere_else(target):
    user = UserFactory()
    client = Client()
    client.post(f"/account/login/?next={target}", {"login": user.email, "next": target})
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", Message.objects.get().text)
    assert code
    before = client.session.session_key
    answer = client.post(f"/account/login/code/confirm/?next={target}", {"code": code[0]})

    assert client.session["_auth_user_id"] == str(user.pk)
    assert "evil" not in answer.headers["Location"] and "script" not in answer.headers["Location"]
    assert client.session.session_key != before, "the session of before the sign-in is not kept"


def test_an_address_with_a_second_line_is_not_written_to():
    for address in (
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com, b@example.com",
        "a b@c.d",
    ):
        with pytest.raises(messages.UnfitAddress):
            messages.write(
                template="x",
                to_address=address,
                language="fr",
                subject="x",
                text="x",
                at=clock.now(),
            )


def test_an_application_cannot_be_taken_over_by_its_receipt():
    application = ApplicationFactory()

    assert Client().get(f"/a/{application.receipt_number}").status_code == 404
