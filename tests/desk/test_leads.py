"""People from the forms of ads: tried out, invited once, applicants only when they apply."""

import codecs
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.identity import email_hash
from common import clock
from events.domain import applications, lead_imports
from events.models import Application, Lead, LeadImport
from mailing.models import Message, Suppression
from tests.factories.accounts import UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory, RecruitingLinkFactory
from tests.moments import NOON

OVER = NOON + timedelta(minutes=10)


@pytest.fixture
def campaign(brand):
    return CampaignFactory(brand=brand)


@pytest.fixture
def source(campaign):
    return RecruitingLinkFactory(campaign=campaign, network="Instagram")


@pytest.fixture
def client(staff_client):
    return staff_client()


def sent(client, source, content, name="leads.csv", **more):
    page = f"/desk/{source.campaign.brand.slug}/campaigns/{source.campaign.slug}/leads"
    body = content.encode() if isinstance(content, str) else content
    return client.post(
        f"{page}/new",
        {"file": SimpleUploadedFile(name, body), "source": source.pk, "language": "fr", **more},
    )


def tried(client, source, content, deliver_all, **mapping):
    """Send a file and read it; returns the page of the import."""
    answer = sent(client, source, content)
    assert answer.status_code == 302, answer.text
    page, found = answer["Location"], LeadImport.objects.latest("pk")
    columns = {part: "" if at is None else at for part, at in found.mapping.items()}
    answer = client.post(f"{page}/act", {"do": "read", **columns, **mapping})
    assert answer.status_code == 302, answer.text
    deliver_all()
    return page


def invited(client, page, deliver_all):
    client.post(f"{page}/act", {"do": "invite", "expected": "on"})
    deliver_all()
    with clock.fixed(OVER):
        return deliver_all()


def test_from_the_file_to_an_application_counted_for_its_link(client, source, deliver_all):
    page = tried(client, source, "email;prénom\nlea@mail.example;Léa\nno;N\n", deliver_all)
    shown = client.get(page).text
    assert "1 person can be invited" in shown and "1 row becomes nobody" in shown
    assert Message.objects.count() == 0

    assert "Please confirm this" in client.post(f"{page}/act", {"do": "invite"}).text
    (mail,) = invited(client, page, deliver_all)
    assert mail.to_address == "lea@mail.example" and "Léa" in mail.subject + mail.text
    lead = Lead.objects.get()
    assert mail.text.count(f"/l/{lead.code}") == 1 and f"/stop/{mail.code}" in mail.text
    assert Application.objects.count() == 0

    fan = Client()
    start = fan.get(f"/l/{lead.code}", follow=True)
    assert "l…@mail.example" in start.text and "(Instagram)" in start.text
    assert Lead.objects.get().state == "INVITED"  # scanners open every link

    lea = UserFactory(email="lea@mail.example", first_name="")
    fan.force_login(lea)
    assert 'value="Léa"' in fan.get(start.request["PATH_INFO"], follow=True).text
    application = applications.begin(campaign=source.campaign, user=lea, at=NOON, language="fr")
    assert (application.first_name, application.source) == ("Léa", source)
    lead.refresh_from_db()
    assert (lead.state, lead.email, lead.application) == ("CONFIRMED", "", application)
    links = client.get(page.rpartition("/leads/")[0] + "/links.csv").text.splitlines()
    assert links[1].endswith(",1,1,1,0,0")  # imported, invited, has begun


META = (
    "id\tcreated_time\tad_id\tadset_id\tform_id\tis_organic\tplatform\temail\tfull_name\n"
    "l:1\t2026-11-01\tag:1\tas:1\tf:1\tfalse\tig\tanaïs@mail.example\tAnaïs Roux\n"
    "l:2\t2026-11-01\tag:1\tas:1\tf:1\tfalse\tig\tbo@mail.example\tBo Petit\n"
)


@pytest.mark.parametrize(
    "written",
    [
        codecs.BOM_UTF16_LE + META.encode("utf-16-le"),
        META.encode("utf-16-be"),
        codecs.BOM_UTF8 + META.replace("\n", "\r\n").encode(),
        META.replace("\t", ";").replace("anaïs@", "anais@").encode("cp1252"),
        ("sep=,\n" + META.replace("\t", ",")).replace("\n", "\r").encode(),
    ],
)
def test_an_export_is_read_in_whatever_letters_and_signs_it_comes(
    client, source, deliver_all, written
):
    page = tried(client, source, written.replace("ï@".encode(), b"i@"), deliver_all)

    found = LeadImport.objects.get()
    assert found.export == "META" and "export of Meta" in client.get(page).text
    names = dict(Lead.objects.values_list("email", "first_name"))
    assert names.pop("bo@mail.example") == "Bo"
    assert set(names.values()) <= {"Anaïs"}
    assert len(names) + found.faults.count() == 1


def test_nobody_is_written_to_twice_whatever_they_are_known_by(
    client, source, campaign, brand, deliver_all
):
    ApplicationFactory(campaign=campaign, user__email="in@gmail.com")
    Suppression.objects.create(brand=brand, email_hash=email_hash("stop@mail.example"), at=NOON)
    first = tried(client, source, "email\nana@mail.example\n", deliver_all)
    rows = [
        "Name,E-mail",
        "A,i.n+ads@googlemail.com",  # applied
        "B,stop@mail.example",
        "C,ANA@mail.example",  # in the import before
        "D,new@mail.example",
        "E,new+again@mail.example",  # twice in the file
        "F,=cmd()@x",
        "G,",
        "H,<test lead: dummy data for email>",
        '"I,open@mail.example',
        "J,http://evil.example",
        "www.evil.example,kay@mail.example",
    ]
    page = tried(client, source, "\n".join(rows), deliver_all)

    found = LeadImport.objects.latest("pk")
    faults = dict(found.faults.values_list("line", "fault"))
    assert faults == {
        2: "APPLIED",
        3: "STOPPED",
        4: "KNOWN",
        6: "SAME_ADDRESS",
        7: "UNFIT_ADDRESS",
        8: "NO_ADDRESS",
        9: "TEST",
        10: "BROKEN",
        11: "UNFIT_ADDRESS",
    }
    assert list(found.leads.values_list("email", "first_name")) == [
        ("new@mail.example", "D"),
        ("kay@mail.example", ""),  # nobody's address travels in our mail as a name
    ]
    told = client.get(f"{page}/faults.csv").content.decode("utf-8-sig").splitlines()
    assert len(told) == 10 and told[5].endswith(",'=cmd()@x")

    again = sent(client, source, "email\nana@mail.example\n")
    assert again["Location"] == first  # the same file is the same import
    left = invited(client, first, deliver_all) + invited(client, page, deliver_all)
    assert sorted(one.to_address for one in left) == [
        "ana@mail.example",
        "kay@mail.example",
        "new@mail.example",
    ]
    assert client.post(f"{page}/act", {"do": "invite", "expected": "on"}).status_code == 302
    assert deliver_all() == []


BAD = {
    b"": "This file is empty.",
    b"email,name\n": "There is nobody in this file",
    b"\x89PNG\r\n\x1a\n" + bytes(range(256)): "not a table of text",
    bytes(range(256)) * 40: "not a table of text",
    b"PK\x03\x04rest": "This is an Excel workbook.",
    b"ana@mail.example\nbo@mail.example\n": "must name the columns",
    b"\xff\xfe\x00\xd8x": "cannot read the letters",
}


@pytest.mark.parametrize("content", BAD)
def test_a_file_that_is_none_is_refused_in_plain_words(client, source, content):
    answer = sent(client, source, content)

    assert answer.status_code == 200 and BAD[content] in answer.text.replace("’", "'")
    assert not LeadImport.objects.exists()


def test_a_file_past_the_limit_is_refused_in_its_form(client, source, settings):
    settings.LEADS_LIMIT_BYTES = 1_000

    answer = sent(client, source, "email\n" + "a@mail.example\n" * 200)

    assert "This file is too large" in answer.text


def test_a_line_of_a_megabyte_is_one_fault_and_so_is_one_of_hundreds_of_columns(
    client, source, deliver_all
):
    wide = "x," * 300
    tried(
        client, source, f"email,x\na@b.example\n{'x' * 1_000_000}\nc@b.example\n{wide}", deliver_all
    )

    found = LeadImport.objects.get()
    assert list(found.leads.values_list("line", flat=True)) == [2, 4]
    assert list(found.faults.values_list("line", "fault")) == [(3, "TOO_LONG"), (5, "TOO_LONG")]


def test_long_rows_are_read_in_more_turns(client, source, deliver_all, monkeypatch):
    monkeypatch.setattr(lead_imports, "BYTES_A_TURN", 20)
    rows = "".join(f"{number}@b.example\n" for number in range(9))

    tried(client, source, f"email\n{rows}", deliver_all)

    found = LeadImport.objects.get()
    assert (found.state, found.rows_read, found.leads.count()) == ("READ", 9, 9)


def test_other_columns_are_read_without_losing_the_file(client, source, deliver_all):
    page = tried(client, source, "x,mail,y\na@b.example,no,A\n", deliver_all)
    assert not Lead.objects.exists()

    answer = client.post(f"{page}/act", {"do": "read", "email": ""})
    assert "Please say which column" in answer.text
    client.post(f"{page}/act", {"do": "read", "email": "0", "first_name": "2"})
    deliver_all()

    assert Lead.objects.get().first_name == "A"
    assert not LeadImport.objects.get().faults.exists()


def test_held_back_within_the_window_nobody_gets_anything(client, source, deliver_all):
    page = tried(client, source, "email\nana@mail.example\n", deliver_all)
    client.post(f"{page}/act", {"do": "invite", "expected": "on"})
    deliver_all()
    message = Message.objects.get()
    shown = client.get(page).text
    assert f"/messages/{message.batch.code}" in shown and "hold them back" in shown

    client.post(f"/desk/{message.brand.slug}/messages/{message.batch.code}/act", {"do": "hold"})

    with clock.fixed(OVER):
        assert deliver_all() == []
        assert "The invitations are held back." in client.get(page).text
