import pytest

from accounts.models import Role
from common.models import AuditEntry
from events.domain import likeness
from events.models import Application, DuplicateGroup
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db
PHONE = "+33639980001"


def group_of(brand, size=2, **said):
    """Applications of one telephone number, found to be alike; the group, they."""
    campaign = CampaignFactory(brand=brand)
    made = ApplicationFactory.create_batch(size, campaign=campaign, phone=PHONE, **said)
    for one in made:
        likeness.compare(application_id=one.pk, at=NOON)
    return DuplicateGroup.objects.get(campaign=campaign), made


def send(client, brand, group, **said):
    group.refresh_from_db()
    address = f"/desk/{brand.slug}/duplicates/{group.code}/decide"
    return client.post(address, {"version": group.version, **said}, follow=True).content.decode()


def test_merging_is_decided_seen_by_the_applicant_and_undone(staff_client, brand):
    group, (one, other) = group_of(brand)
    client = staff_client(Role.CARE)
    page = client.get(f"/desk/{brand.slug}/duplicates/{group.code}").content.decode()
    assert (
        one.receipt_number in page
        and other.user.email in page
        and "The same telephone number" in page
    )

    said = send(client, brand, group, decision="ONE_STANDS", stands=one.pk)

    assert "Decided. You can undo it" in said
    status = client.get(f"/a/{other.code}").content.decode()
    assert "second application of one person" in status
    assert AuditEntry.objects.get(action="duplicates.decided").subject == f"duplicates:{group.code}"
    group.refresh_from_db()
    client.post(f"/desk/{brand.slug}/duplicates/{group.code}/reopen", {"version": group.version})
    assert "second application of one person" not in client.get(f"/a/{other.code}").content.decode()


def test_a_page_left_open_decides_nothing(staff_client, brand):
    group, (one, other) = group_of(brand)
    client = staff_client()
    send(client, brand, group, decision="APART")

    said = client.post(
        f"/desk/{brand.slug}/duplicates/{group.code}/decide",
        {"version": 1, "decision": "ONE_STANDS", "stands": one.pk},
    ).content.decode()

    assert "please look again" in said
    assert Application.objects.filter(verdict="ELIGIBLE").count() == 2
    assert "could not be read" in send(client, brand, group, decision="DRAWN", stands=other.pk)


def test_the_list_is_narrowed_and_walked_by_key(staff_client, brand):
    first, _ = group_of(brand, last_name="Weil")
    second, _ = group_of(brand)
    client = staff_client()

    def listed(query=""):
        page = client.get(f"/desk/{brand.slug}/duplicates{query}")
        return [row["group"].pk for row in page.context["rows"]]

    assert listed() == [second.pk, first.pk]
    assert listed("?q=weil") == [first.pk]
    assert listed(f"?campaign={second.campaign.slug}") == [second.pk]
    assert listed(f"?before={second.pk}") == [first.pk]
    send(client, brand, second, decision="ONE_HOME")
    assert (listed(), listed("?show=decided")) == ([first.pk], [second.pk])


@pytest.mark.parametrize("groups", [1, 3])
def test_the_list_asks_a_constant_number_of_questions(
    staff_client, brand, groups, django_assert_num_queries
):
    for _ in range(groups):
        group_of(brand, size=groups + 1)
    client = staff_client()
    with django_assert_num_queries(9):
        client.get(f"/desk/{brand.slug}/duplicates")
    with django_assert_num_queries(10):
        client.get(f"/desk/{brand.slug}/duplicates/{DuplicateGroup.objects.first().code}")


def test_today_names_what_waits_to_be_looked_at(staff_client, brand):
    group_of(brand)

    assert "1 group of applications" in staff_client().get(f"/desk/{brand.slug}/").content.decode()
    officer = staff_client(Role.DRAW_OFFICER).get(f"/desk/{brand.slug}/").content.decode()
    assert "group of applications" not in officer
