"""Somebody erased is nowhere: every row of every table is searched, and the proof still holds."""

import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.domain import consents
from accounts.identity import email_hash
from accounts.models import Consent, Membership, Purpose, User
from common import audit, clock
from common.models import AuditEntry, OutboxMessage
from events.domain import applications, draws, parties, places
from events.domain.draw_audit import audit_draw
from events.models import Application, Arm, Draw, Entrant, Party, Place, Rank
from events.queries import draws as queries
from flows import erasure
from guests.models import Guest, Rsvp
from kits.domain import shipments
from kits.models import Shipment, ShipmentState
from mailing.models import Message
from tests.factories.accounts import BrandFactory, UserFactory
from tests.factories.draws import (
    accepted_party,
    asked_place,
    closed_campaign,
    drawn_draw,
    due,
    officer,
    scheduled_party,
    sealed_draw,
    submitted,
    with_beacon,
)
from tests.factories.guests import guest_of, open_invitation
from tests.factories.kits import kit_of
from tests.moments import NOON

pytestmark = pytest.mark.django_db
VERIFIER = Path(settings.BASE_DIR) / "events" / "raffle" / "verify.py"
EMAIL = "ondine.quesnoy@mail.example"
PERSON = {
    "first_name": "Ondine",
    "last_name": "Quesnoy",
    "address_line": "7 impasse des Hirondelles",
    "phone": "+33698765432",
    "city": "Wambrechies",
    "why": "Une terrasse et dix chaises dépareillées.",
}


def everything_stored() -> str:
    """Every column of every row of every table, as text, and every file under var."""
    words = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                words += [
                    bytes(value).decode("utf-8", "replace")
                    if isinstance(value, bytes | memoryview)
                    else str(value)
                    for value in row
                ]
    media = Path(settings.MEDIA_ROOT)
    words += [file.read_text(errors="replace") for file in media.rglob("*") if file.is_file()]
    return "\n".join(words)


def traces(needles: dict[str, str]) -> set[str]:
    """Which of what is searched for stands anywhere, whatever the case."""
    stored = everything_stored().lower()
    return {name for name, needle in needles.items() if needle.lower() in stored}


def of_person(user: User) -> dict[str, str]:
    """Everything that may be known of this applicant, as it stands in the database."""
    found = {"email": user.email, "hash": email_hash(user.email), **PERSON}
    for application in Application.objects.filter(user=user):
        found |= {
            f"receipt {application.pk}": application.receipt_number or "",
            f"code {application.pk}": application.code,
            f"home {application.pk}": application.household_key,
        }
        for entrant in Entrant.objects.filter(application=application):
            found[f"salt {entrant.pk}"] = entrant.salt
    for party in Party.objects.filter(host=user):
        found[f"page {party.pk}"] = party.code
    return {name: needle for name, needle in found.items() if needle}


def ondine(campaign: Any, **columns: Any) -> Application:
    """An applicant whose every word can be searched for."""
    user = UserFactory(email=EMAIL, first_name="Ondine", last_name="Quesnoy")
    application = submitted(
        campaign=campaign,
        stratum=campaign.strata.get(key="nord"),
        user=user,
        **{"email_hash": email_hash(EMAIL), **PERSON, **columns},
    )
    consents.give(
        brand=campaign.brand,
        purpose=Purpose.RULES,
        text="J’accepte.",
        text_version="1",
        language="fr",
        where="apply",
        at=NOON,
        user=user,
    )
    return application


def only_she_can_win() -> tuple[Draw, Application]:
    """A draw in which the north has one place; she is drawn, whatever the randomness."""
    campaign = closed_campaign(strata={"nord": (1, 0), "sud": (1, 3)})
    application = ondine(campaign)
    return drawn_draw(campaign=campaign), application


def verified(draw: Draw, folder: Path, *more: str) -> str:
    """What the verifier prints of the bundle as it is served now."""
    file = folder / "bundle.json"
    file.write_bytes(queries.bundle_bytes(Draw.objects.get(pk=draw.pk)))
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(file), *more],
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{done.returncode}\n{done.stdout}"


def erased(user: User, brand: Any, **how: Any) -> erasure.Done:
    return erasure.erase(email=user.email, brand=brand, at=clock.now(), by="person", **how)


def test_nothing_of_an_applicant_is_left_and_the_proof_is_the_same(deliver_all, tmp_path):
    campaign = closed_campaign(strata={"nord": (1, 3), "sud": (1, 3)})
    application = ondine(campaign)
    draw = drawn_draw(campaign=campaign)
    deliver_all()
    if Rank.objects.get(entrant__application=application).arm == Arm.WINNER:
        places.refuse(place=asked_place(draw), at=clock.now() + timedelta(hours=5))
        deliver_all()
    needles = of_person(application.user)
    assert traces(needles) == set(needles)
    receipt = tmp_path / "receipt.json"
    entrant = Entrant.objects.select_related("draw", "application").get(application=application)
    receipt.write_text(queries.receipt_line(entrant), "utf-8")
    before, said = queries.bundle_bytes(draw), verified(draw, tmp_path, "--receipt", str(receipt))
    assert said.startswith("0")

    done = erased(application.user, campaign.brand)

    assert done.account_closed
    assert deliver_all() == []  # the last mail has left, and is not kept
    assert traces(needles) == set()
    assert queries.bundle_bytes(Draw.objects.get(pk=draw.pk)) == before
    assert audit_draw(draw=Draw.objects.get(pk=draw.pk), at=clock.now()) == ""
    # She alone still holds the salt: her own file goes on proving which number was hers.
    assert verified(draw, tmp_path, "--receipt", str(receipt)) == said


def test_the_last_mail_says_so_and_names_nobody(deliver_all, mailoutbox, settings):
    settings.DEMO = False
    campaign = closed_campaign(strata={"nord": (1, 3), "sud": (1, 3)})
    application = ondine(campaign)
    deliver_all()
    mailoutbox.clear()

    erased(application.user, campaign.brand, language="fr")
    deliver_all()

    [mail] = mailoutbox
    assert mail.to == [EMAIL]
    assert "Ondine" not in mail.subject + mail.body
    assert not Message.objects.filter(to_address=EMAIL).exists()


def test_a_host_gives_the_table_back_and_leaves_no_trace_with_the_guests(deliver_all, tmp_path):
    draw, application = only_she_can_win()
    deliver_all()
    party = scheduled_party(draw)
    deliver_all()
    invitation = open_invitation(party)
    guest = guest_of(invitation, name="Lou", email="lou@friends.example", health=True, needs="Noix")
    deliver_all()
    shipments.prepare(kit=kit_of(party), by="user:1", at=clock.now())
    needles = of_person(application.user)
    assert traces(needles) == set(needles)
    lines = queries.log_lines(draw)

    erased(application.user, draw.campaign.brand)
    left = deliver_all()

    assert traces(needles) == set()
    assert [mail.template for mail in left] == ["guest_called_off"]
    assert "your host" in left[0].text or "votre hôte" in left[0].text
    party.refresh_from_db()
    assert (party.state, party.host) == ("CANCELLED", None)
    assert Guest.objects.get(pk=guest.pk).email == "lou@friends.example"
    after = queries.log_lines(draw)
    assert after[: len(lines)] == lines
    assert [line.data.get("answer") for line in after[len(lines) :] if line.kind == "ANSWERED"] == [
        "WITHDRAWN"
    ]
    assert verified(draw, tmp_path).startswith("0")


def test_somebody_who_is_being_asked_leaves_the_place_to_the_next(deliver_all):
    draw, application = only_she_can_win()

    erased(application.user, draw.campaign.brand)
    deliver_all()

    assert Place.objects.get(draw=draw, stratum_key="nord").state == "REFUSED"


def test_erased_before_the_seal_takes_no_part():
    campaign = closed_campaign(strata={"nord": (1, 3), "sud": (1, 3)})
    application = ondine(campaign)

    erased(application.user, campaign.brand)
    draw = sealed_draw(campaign=campaign)

    assert queries.header(draw)["applications"] == 6
    assert Entrant.objects.filter(draw=draw, application__isnull=True).count() == 0


def test_erased_between_seal_and_draw_is_drawn_as_a_number_and_passes_on(deliver_all, tmp_path):
    campaign = closed_campaign(strata={"nord": (1, 0), "sud": (1, 3)})
    application = ondine(campaign)
    sealed = sealed_draw(campaign=campaign)
    number = Entrant.objects.get(application=application).public_id

    erased(application.user, campaign.brand)
    draw = draws.run_draw(draw=with_beacon(sealed), by=officer(campaign.brand), at=due(sealed))
    deliver_all()

    told = [ask for ask in queries.promotions(draw) if ask.entrant_id == number]
    assert [ask.answer for ask in told] == ["WITHDRAWN"]
    assert verified(draw, tmp_path).startswith("0")


def test_while_the_list_is_being_sealed_it_waits():
    campaign = closed_campaign(strata={"nord": (1, 3), "sud": (1, 3)})
    application = ondine(campaign)
    draws.ask_seal(campaign=campaign, by=UserFactory(), at=clock.now(), chain="rehearsal")

    with pytest.raises(erasure.CannotEraseYet):
        erased(application.user, campaign.brand)

    assert Application.objects.filter(pk=application.pk).exists()


def test_while_a_parcel_is_on_its_way_it_waits(deliver_all):
    draw, application = only_she_can_win()
    party = scheduled_party(draw)
    deliver_all()
    shipments.prepare(kit=kit_of(party), by="user:1", at=clock.now())
    Shipment.objects.update(
        state=ShipmentState.SHIPPED, shipped_at=NOON, carrier="Poste", tracking_code="6A1"
    )

    with pytest.raises(erasure.CannotEraseYet):
        erased(application.user, draw.campaign.brand)


@pytest.mark.parametrize(
    "change", [{"salt": ""}, {"application": None}, {"salt": "ab" * 32}, {"leaf": "cd" * 32}]
)
def test_the_database_lets_salt_and_person_go_together_and_nothing_else(change):
    entrant = Entrant.objects.filter(draw=sealed_draw()).order_by("pk").first()

    with pytest.raises(DatabaseError), transaction.atomic():
        Entrant.objects.filter(pk=entrant.pk).update(**change)
    Entrant.objects.filter(pk=entrant.pk).update(salt="", application=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entrant.objects.filter(pk=entrant.pk).update(
            salt=entrant.salt, application=entrant.application_id
        )


def test_another_brand_keeps_what_is_its_own():
    campaign = closed_campaign(strata={"nord": (1, 3), "sud": (1, 3)})
    application = ondine(campaign)
    other = closed_campaign(strata={"nord": (1, 3), "sud": (1, 3)})
    theirs = submitted(campaign=other, stratum=other.strata.first(), user=application.user)

    done = erased(application.user, campaign.brand)

    assert not done.account_closed
    assert Application.objects.get(pk=theirs.pk).user.email == EMAIL
    assert not Application.objects.filter(pk=application.pk).exists()
    assert not Consent.objects.filter(brand=campaign.brand, user=application.user).exists()


def test_nothing_ties_the_account_that_stays_to_the_number_that_was_drawn():
    """The audit log is never rewritten: it must not name the account beside the number."""
    draw, application = only_she_can_win()
    user = application.user
    other = closed_campaign(strata={"nord": (1, 3), "sud": (1, 3)})
    submitted(campaign=other, stratum=other.strata.first(), user=user)
    party = accepted_party(draw)
    parties.cancel(party=party, by=user, at=clock.now() + timedelta(hours=3))

    erased(user, draw.campaign.brand)

    assert User.objects.filter(pk=user.pk).exists()
    assert not AuditEntry.objects.filter(actor=f"user:{user.pk}").exists()
    assert not Party.objects.filter(host=user).exists()


def test_answers_as_a_guest_go_only_when_asked(deliver_all):
    invitation = open_invitation(scheduled_party())
    deliver_all()
    guest = guest_of(invitation, name="Ondine", email=EMAIL, adults=2, message="J’apporte le pain")
    waiting = guest_of(invitation, name="Bo", email="bo@friends.example", adults=4)
    deliver_all()
    brand = invitation.party.campaign.brand

    erasure.erase(email=EMAIL, brand=brand, at=clock.now(), by="system", as_guest=False)
    assert Guest.objects.get(pk=guest.pk).email == EMAIL

    erasure.erase(email=EMAIL, brand=brand, at=clock.now(), by="system")
    deliver_all()

    assert traces({"email": EMAIL, "hash": email_hash(EMAIL), "name": "Ondine"}) == set()
    assert Rsvp.objects.get(guest=waiting).seating == "ADMITTED"
    invitation.refresh_from_db()
    assert invitation.taken == 4


def test_the_audit_says_that_it_happened_and_names_nobody(outbox_messages):
    campaign = closed_campaign(strata={"nord": (1, 3), "sud": (1, 3)})
    application = ondine(campaign)

    erased(application.user, campaign.brand)

    entry = AuditEntry.objects.get(action="person.erased")
    assert (entry.actor, entry.subject) == ("person", "")
    assert entry.data == {"applications": 1, "parties": 0, "answers": 0}
    assert audit.first_broken(entry.chain) is None
    assert ("person.erased", {"brand_id": campaign.brand_id}) in outbox_messages()


def test_staff_keep_their_account():
    campaign = closed_campaign(strata={"nord": (1, 3), "sud": (1, 3)})
    application = ondine(campaign)
    Membership.objects.create(
        user=application.user, brand=BrandFactory(), role="CARE", since_at=NOON
    )

    assert not erased(application.user, campaign.brand).account_closed
    assert User.objects.filter(email=EMAIL).exists()


def test_a_fact_not_yet_told_of_somebody_erased_is_told_to_nobody(deliver_all):
    campaign = closed_campaign(strata={"nord": (1, 3), "sud": (1, 3)})
    application = ondine(campaign)
    applications.withdraw(application=application, by=None, at=clock.now())

    erased(application.user, campaign.brand)

    deliver_all()
    assert not OutboxMessage.objects.filter(done_at__isnull=True).exists()


def test_the_command_erases_from_every_brand_that_knows_the_address():
    first, second = (closed_campaign(strata={"nord": (1, 1), "sud": (1, 1)}) for _ in range(2))
    application = ondine(first)
    submitted(campaign=second, stratum=second.strata.first(), user=application.user)
    closed_campaign()
    said = io.StringIO()

    call_command("erase_person", email=EMAIL, stdout=said)

    assert said.getvalue().count("1 applications") == 2
    assert not User.objects.filter(email=EMAIL).exists()
    assert AuditEntry.objects.filter(action="person.erased").count() == 2
