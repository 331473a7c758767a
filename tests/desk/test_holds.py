import pytest

from accounts.models import Role
from events.domain import holds
from events.models import Hold
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def held(campaign, doubt="TOO_FAST", **said):
    one = ApplicationFactory(campaign=campaign, **said)
    return holds.hold(application=one, doubts=[doubt], at=NOON)


def test_staff_refuse_with_a_reason_that_the_person_reads_and_undo_it(staff_client, brand):
    one = held(CampaignFactory(brand=brand))
    client, door = staff_client(Role.CARE), f"/desk/{brand.slug}/held"
    assert "faster than people write" in client.get(door).content.decode()
    assert "is held for you" in client.get(f"/desk/{brand.slug}/").content.decode()

    said = client.post(f"{door}/decide", {"action": "REFUSED", "hold": one.pk}, follow=True)
    assert "Say why" in said.content.decode()
    client.post(
        f"{door}/decide", {"action": "REFUSED", "hold": one.pk, "why": "Un robot, <b>sûr</b>."}
    )

    status = client.get(f"/a/{one.application.code}").content.decode()
    assert "a program filled it in" in status and "Un robot, &lt;b&gt;sûr&lt;/b&gt;." in status
    assert "is held for you" not in client.get(f"/desk/{brand.slug}/").content.decode()
    client.post(f"{door}/decide", {"action": "HELD", "hold": one.pk})
    assert "a program filled it in" not in client.get(f"/a/{one.application.code}").content.decode()


def test_the_list_is_narrowed_walked_by_key_and_only_of_the_brand(staff_client, brand):
    campaign = CampaignFactory(brand=brand)
    one, two = held(campaign), held(campaign, "HONEYPOT", last_name="Weil")
    other = held(CampaignFactory())
    client = staff_client()

    def listed(query=""):
        page = client.get(f"/desk/{brand.slug}/held{query}")
        return [row["hold"].pk for row in page.context["rows"]]

    assert listed() == [two.pk, one.pk]
    assert (listed("?doubt=HONEYPOT"), listed("?q=weil")) == ([two.pk], [two.pk])
    assert listed(f"?before={two.pk}") == [one.pk]
    assert listed("?campaign=no-such") == []
    door = f"/desk/{brand.slug}/held/decide"
    client.post(door, {"action": "LET_THROUGH", "hold": [one.pk, two.pk, other.pk, 10**30]})
    assert (listed(), listed("?show=decided")) == ([], [two.pk, one.pk])
    assert Hold.objects.get(pk=other.pk).outcome == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_constant_number_of_questions(
    staff_client, brand, rows, django_assert_num_queries
):
    campaign = CampaignFactory(brand=brand)
    for _ in range(rows):
        held(campaign)
    client = staff_client()
    with django_assert_num_queries(7):
        client.get(f"/desk/{brand.slug}/held")
