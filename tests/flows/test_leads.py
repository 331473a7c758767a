"""An imported person who says no, does nothing, or asks to be erased."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.identity import email_hash
from common import clock, codes
from events import lead_files
from events.domain import campaigns, lead_imports, leads
from events.models import Lead, LeadImport
from flows import erasure, own_data
from flows import leads as flow
from flows.handlers import leads as handlers
from mailing.models import Message, Suppression
from tests.factories.events import CampaignFactory, LeadImportFactory, RecruitingLinkFactory
from tests.moments import NOON


@pytest.fixture
def one(brand, deliver_all):
    """Ana, imported and invited; the mail has left."""
    found = LeadImportFactory(campaign=CampaignFactory(brand=brand), state="READ", read_at=NOON)
    made = Lead.objects.create(
        lead_import=found,
        campaign=found.campaign,
        code=codes.capability(),
        line=2,
        email="ana@mail.example",
        email_hash=email_hash("ana@mail.example"),
        first_name="Ana",
    )
    lead_imports.invite(lead_import=found, by=found.campaign.created_by, at=NOON)
    deliver_all()
    with clock.fixed(NOON + timedelta(minutes=10)):
        deliver_all()
    made.refresh_from_db()
    assert made.state == "INVITED"
    return made


def traces():
    """Where the address or the name still stands."""
    rows = [*Lead.objects.values(), *Message.objects.values()]
    return [row for row in rows if "ana@" in str(row).lower() or "'Ana'" in str(row)]


def test_one_click_refuses_for_good_and_forgets_the_address(one, brand):
    message = Message.objects.get()

    assert Client().get(f"/stop/{message.code}").status_code == 200
    assert Lead.objects.get().state == "INVITED"  # a scanner has looked
    Client().post(f"/stop/{message.code}")

    one.refresh_from_db()
    assert (one.state, one.email_hash) == ("REFUSED", email_hash("ana@mail.example"))
    assert Suppression.objects.get().email_hash == one.email_hash
    assert traces() == [] and Message.objects.filter(state="SENT").count() == 1
    assert "/apply" in Client().get(f"/l/{one.code}")["Location"]


def test_who_does_nothing_is_forgotten_and_may_still_say_never_again(one):
    Lead.objects.update(invited_at=NOON - leads.KEPT)
    assert flow.forget_due(at=NOON - timedelta(hours=1)) == 0
    assert len(traces()) == 2
    code = Message.objects.get().code

    assert flow.forget_due(at=NOON + timedelta(hours=1)) == 1

    assert traces() == []
    Client().post(f"/stop/{code}")
    assert Suppression.objects.get().email_hash == email_hash("ana@mail.example")


def test_when_applications_have_closed_the_link_that_stops_still_stops_for_a_year(one):
    code = Message.objects.get().code
    flow.forget_due(at=one.campaign.applications_close_at + timedelta(hours=1))
    assert traces() == []

    said = Client(headers={"accept-language": "en"}).post(f"/stop/{code}").content.decode()
    assert "Done" in said
    assert Suppression.objects.get().email_hash == email_hash("ana@mail.example")

    flow.forget_due(at=NOON + leads.STOPPABLE + timedelta(hours=1))
    one.refresh_from_db()
    assert (one.state, one.email_hash) == ("FORGOTTEN", None)
    Suppression.objects.all().delete()
    said = Client(headers={"accept-language": "en"}).post(f"/stop/{code}").content.decode()
    assert "Done" not in said
    assert "nothing left to stop" in said


def test_the_link_of_an_invitation_passed_on_tells_nobody_the_address(one):
    told = Client().get(f"/l/{one.code}", follow=True).content.decode()

    assert "a…@mail.example" in told
    assert "ana@mail.example" not in told


def test_a_campaign_called_off_within_the_window_invites_nobody(brand, deliver_all):
    found = LeadImportFactory(campaign=CampaignFactory(brand=brand), state="READ", read_at=NOON)
    Lead.objects.create(
        lead_import=found,
        campaign=found.campaign,
        code=codes.capability(),
        line=2,
        email="ana@mail.example",
        email_hash=email_hash("ana@mail.example"),
    )
    by = found.campaign.created_by
    lead_imports.invite(lead_import=found, by=by, at=NOON)
    deliver_all()
    assert Message.objects.get().state == "QUEUED"

    campaigns.cancel(
        campaign=found.campaign, by=by, at=NOON, reason="Le four est en panne et le restera."
    )
    deliver_all()
    with clock.fixed(NOON + timedelta(minutes=30)):
        deliver_all()

    assert Message.objects.get(template="lead_invited").state == "CANCELLED"


def test_an_erased_person_is_in_no_file_that_could_be_read_again(brand):
    file = SimpleUploadedFile("leads.csv", b"email\nana@mail.example\n")
    campaign = CampaignFactory(brand=brand)
    made = lead_imports.upload(
        campaign=campaign,
        source=RecruitingLinkFactory(campaign=campaign),
        file=file,
        file_name="leads.csv",
        language="fr",
        by=campaign.created_by,
        at=NOON,
    )

    leads.erase(brand=brand, email="ana@mail.example")

    made.refresh_from_db()
    assert made.kept_as == ""


def test_the_person_reads_what_is_held_and_is_erased_from_it(one, brand, django_user_model):
    user = django_user_model.objects.create_user("ana@mail.example", joined_at=NOON)
    held = own_data.of_person(own_data.person_of(user), at=NOON)
    assert [row.columns["first_name"] for row in held if row.kind == "events.Lead"] == ["Ana"]
    assert erasure.known_to("ana@mail.example") == [brand]

    erasure.erase(email="ana@mail.example", brand=brand, at=NOON, by="person")

    assert [row for row in traces() if row.get("template") != "person_erased"] == []
    assert Lead.objects.get().email_hash is None


def test_a_file_that_nobody_decides_on_goes_by_itself(brand):
    LeadImportFactory(campaign=CampaignFactory(brand=brand))

    flow.forget_due(at=NOON + leads.UNDECIDED + timedelta(hours=1))

    assert LeadImport.objects.get().state == "DISCARDED"


def test_thousands_are_invited_a_few_hundred_at_a_turn(one, brand, monkeypatch, deliver_all):
    monkeypatch.setattr(handlers, "LEADS_AT_ONCE", 2)
    found = LeadImportFactory(campaign=one.campaign, state="READ", read_at=NOON)
    for number in range(5):
        Lead.objects.create(
            lead_import=found,
            campaign=one.campaign,
            code=f"LEAD{number}",
            line=number,
            email=f"{number}@mail.example",
            email_hash=email_hash(f"{number}@mail.example"),
        )

    lead_imports.invite(lead_import=found, by=found.campaign.created_by, at=NOON)
    deliver_all()

    assert found.leads.filter(state="INVITED").count() == 5
    assert Message.objects.filter(batch__key=f"leads:{found.pk}").count() == 5


def test_a_file_that_nobody_keeps_any_more_is_swept_and_a_kept_one_stays(brand, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kept, left = (
        lead_files.keep(SimpleUploadedFile("a.csv", b"email\na@mail.example\n"), at=NOON).kept_as
        for _ in range(2)
    )
    LeadImportFactory(campaign=CampaignFactory(brand=brand), kept_as=kept)

    flow.forget_due(at=NOON + timedelta(days=2))

    assert [path.name for path in tmp_path.glob("leads/*")] == [kept] != [left]
