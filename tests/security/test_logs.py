"""Nothing personal in the logs: a marked person goes through the house, and pages break around them."""

import io
import logging
import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Role
from common.logs import JsonFormatter, RequestId
from events.models import Party
from tests.desk.conftest import sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.draws import scheduled_party
from tests.factories.guests import guest_of, open_invitation

pytestmark = pytest.mark.django_db
NAME, STREET, BOX = "Zénobiemarque", "7 impasse Marquefine", "marque.fine@friends.example"


@pytest.fixture
def logged():
    """Everything the house would print, at its most talkative level but one, as it prints it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestId())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_marked_person_leaves_no_mark(logged, deliver_all, monkeypatch):
    party = scheduled_party()
    Party.objects.filter(pk=party.pk).update(host_first_name=NAME, address_line=STREET)
    party.refresh_from_db()
    guest = guest_of(open_invitation(party), name=NAME, email=BOX)
    deliver_all()
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    application = party.place.rank.entrant.application
    paths = [
        f"/g/{guest.code}",
        f"/g/{guest.code.lower()}",
        f"/i/{guest.invitation.link.slug}",
        f"/i/{guest.invitation.link.slug.lower()}",
        f"/h/{party.code}?q={BOX}",
        f"/a/{application.code}",
        f"/go/{guest.invitation.link.slug}",
        f"/stop/{guest.code}",
    ]

    def breaks(*args, **kwargs):
        raise RuntimeError(f"no page for {BOX} with {guest.code}")

    for path in paths:
        client.get(path)
        client.post(path, {"first_name": NAME})
    monkeypatch.setattr("django.shortcuts.loader.render_to_string", breaks)
    for path in paths:
        client.get(path)
    sign_in(MembershipFactory(brand=party.campaign.brand, role=Role.CARE))
    logging.getLogger("convive").error(
        "could not store: %s",
        f"violates check\nDETAIL:  Failing row contains (1, {NAME}, {STREET}, {BOX}).\n",
    )

    said = logged.getvalue()
    marks = [NAME, STREET, BOX, guest.code, party.code, application.code]
    marks.append(guest.invitation.link.slug)
    assert [mark for mark in marks if re.search(re.escape(mark), said, re.IGNORECASE)] == []
    assert said.count("RuntimeError") >= 3, "pages broke, and it was said"


def test_the_web_server_keeps_no_list_of_addresses_asked_for():
    """Granian writes an access log only when told to; nobody tells it."""
    root = settings.BASE_DIR
    texts = [root / "flows" / "serve.py", root / "Dockerfile", root / "docker-compose.yml"]
    for text in texts:
        assert not re.search(r"log_access(?!_)|access-log", text.read_text()), text
