"""Somebody's mail shows another root than the proof page: they report it, and staff see it."""

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Role
from common.models import OutboxMessage
from events.domain import draws
from events.models import RootReport
from events.queries.draws import bundle_bytes, log_lines
from events.raffle.verify import main as verify
from tests.desk.conftest import sign_in
from tests.factories.draws import drawn_draw, officer, sealed_draw
from tests.moments import NOON

pytestmark = pytest.mark.django_db
OTHER = "ab" * 32


@pytest.fixture(autouse=True)
def _nobody_reported_yet():
    cache.clear()


def report(draw, root: str, client: Client | None = None):
    return (client or Client()).post(f"/proof/{draw.code}/root?lang=en", {"root": root})


def test_the_proof_page_leads_to_the_report(client):
    draw = sealed_draw()

    page = client.get(f"/proof/{draw.code}?lang=en").text

    assert f'href="/proof/{draw.code}/root"' in page
    assert "Two roots would mean two lists" in client.get(f"/proof/{draw.code}/root?lang=en").text


def test_another_root_stands_in_the_log_and_at_the_desk(tmp_path, capsys):
    draw = drawn_draw()
    member = officer(draw.campaign.brand).memberships.get()

    answered = report(draw, f" {OTHER[:32]} {OTHER[32:].upper()}\n")
    page = Client().get(f"/proof/{draw.code}?lang=en").text
    desk = sign_in(member)
    url = f"/desk/{draw.campaign.brand.slug}/"
    today = desk.get(url).text
    shown = desk.get(f"{url}draws/{draw.campaign.slug}").text
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(bundle_bytes(draw))

    assert answered.status_code == 302
    assert f"their mail shows another root: {OTHER}" in page
    assert "Another root was reported for the draw of" in today
    assert OTHER in shown and "reported once" in shown
    assert OutboxMessage.objects.filter(fact="draw.root_reported").count() == 1
    assert verify([str(bundle), "--root", draw.root]) == 0, capsys.readouterr().out


def test_the_same_root_again_is_counted_and_not_written_twice():
    draw = sealed_draw()
    lines = len(log_lines(draw))

    for number in range(3):
        report(draw, OTHER, Client(REMOTE_ADDR=f"203.0.113.{number}"))

    assert RootReport.objects.get().times == 3
    assert len(log_lines(draw)) == lines + 1


def test_staff_say_that_they_looked_into_it_and_are_not_asked_again():
    draw = sealed_draw()
    report(draw, OTHER)
    found = RootReport.objects.get()
    member = officer(draw.campaign.brand).memberships.get()
    desk, url = sign_in(member), f"/desk/{draw.campaign.brand.slug}/"

    desk.post(f"{url}draws/{draw.campaign.slug}/reported/{found.pk}")

    found.refresh_from_db()
    assert found.seen_by == member.user
    assert "Another root was reported" not in desk.get(url).text
    assert "looked into it on" in desk.get(f"{url}draws/{draw.campaign.slug}").text


def test_nobody_without_the_right_says_so():
    draw = sealed_draw()
    report(draw, OTHER)
    found = RootReport.objects.get()
    where = f"draws/{draw.campaign.slug}/reported/{found.pk}"
    care = officer(draw.campaign.brand, Role.CARE).memberships.get()
    stranger = officer(sealed_draw().campaign.brand).memberships.get()

    first = sign_in(care).post(f"/desk/{draw.campaign.brand.slug}/{where}")
    second = sign_in(stranger).post(f"/desk/{stranger.brand.slug}/{where}")

    found.refresh_from_db()
    assert (first.status_code, second.status_code, found.seen_at) == (403, 404, None)


def test_the_pages_own_root_and_another_draws_are_told_apart():
    first = sealed_draw()
    draws.void(draw=first, by=first.sealed_by, at=NOON, reason="A region was missing.")
    second = sealed_draw(campaign=first.campaign, by=first.sealed_by)

    own = report(second, second.root).text
    void = report(second, first.root).text

    assert "This is the root of this page" in own
    assert "as that of another draw" in void and f"/proof/{first.code}" in void
    assert not RootReport.objects.exists()


@pytest.mark.parametrize("root", ["", "abc", "zz" * 32, "ab" * 33, '{"root": "..."}'])
def test_what_is_no_root_is_refused_with_what_to_do(root):
    draw = sealed_draw()

    page = report(draw, root)

    assert (page.status_code, RootReport.objects.count()) == (200, 0)
    assert 'aria-invalid="true"' in page.text


def test_one_address_cannot_fill_the_log():
    draw = sealed_draw()
    lines = len(log_lines(draw))

    answers = [report(draw, f"{number:064x}") for number in range(7)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [200] * 2
    assert draw.campaign.brand.contact_email in answers[-1].text
    assert (RootReport.objects.count(), len(log_lines(draw)) - lines) == (5, 5)


def test_a_thousand_addresses_fill_the_rows_and_not_the_public_log():
    draw = sealed_draw()
    lines = len(log_lines(draw))

    for number in range(23):
        report(draw, f"{number:064x}", Client(REMOTE_ADDR=f"203.0.113.{number}"))

    assert (RootReport.objects.count(), len(log_lines(draw)) - lines) == (23, 20)
