"""Recruiting links at the desk: figures, codes to take away, pausing, ending, and over the API."""

import csv
import io
import json

import pytest
from PIL import Image

from accounts.models import Role
from common.models import AuditEntry
from tests.api.test_v1 import caller
from tests.factories.events import ApplicationFactory, CampaignFactory, RecruitingLinkFactory
from tests.factories.links import ClickFactory


@pytest.fixture
def came_by(brand):
    """A link whose creator's name would be a formula, with a visit and an application."""
    made = RecruitingLinkFactory(
        campaign=CampaignFactory(brand=brand), network="Instagram", label="=1+1"
    )
    ClickFactory(link=made.link)
    ApplicationFactory(campaign=made.campaign, source=made)
    return made


def desk(came_by):
    return f"/desk/{came_by.campaign.brand.slug}/campaigns/{came_by.campaign.slug}/links"


def test_the_page_tells_what_the_chart_shows_and_the_file_holds_no_formula(staff_client, came_by):
    client = staff_client(Role.ANALYST)

    page = client.get(desk(came_by)).text
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{desk(came_by)}.csv").text.lstrip("\ufeff")))
    )

    assert "Of 1 application, 100% came through Instagram" in page
    assert (rows[0]["label"], rows[0]["views"], rows[0]["applied"]) == ("'=1+1", "1", "1")
    assert rows[0]["address"].endswith(f"/r/{came_by.link.slug}")
    assert (rows[1]["network"], rows[1]["applied"]) == ("", "0")


def test_the_code_is_taken_away_as_svg_and_png(staff_client, came_by):
    client, path = staff_client(), f"{desk(came_by)}/{came_by.link.slug}"

    svg, png = client.get(f"{path}/qr.svg"), client.get(f"{path}/qr.png")

    assert svg["Content-Type"] == "image/svg+xml"
    assert (
        svg.text.startswith('<?xml version="1.0"')
        and 'xmlns="http://www.w3.org/2000/svg"' in svg.text
    )
    with Image.open(io.BytesIO(png.content)) as picture:
        assert picture.format == "PNG" and picture.width == picture.height > 600
    zxing = pytest.importorskip("zxingcpp")
    with Image.open(io.BytesIO(png.content)) as picture:
        (code,) = zxing.read_barcodes(picture.convert("L"))
    assert code.text.endswith(f"/r/{came_by.link.slug}")
    assert client.get(f"{path}/qr.gif").status_code == 404


def test_paused_it_leads_nowhere_and_resumed_it_does_ended_it_never_does(
    staff_client, client, came_by
):
    at_desk, path = staff_client(), f"{desk(came_by)}/{came_by.link.slug}/change"

    def leads() -> int:
        return client.get(f"/r/{came_by.link.slug}").status_code

    assert leads() == 302
    at_desk.post(path, {"do": "pause"})
    assert leads() == 404
    at_desk.post(path, {"do": "resume"})
    assert leads() == 302
    at_desk.post(path, {"do": "end"})
    assert leads() == 404
    assert "not paused, or was ended" in at_desk.post(path, {"do": "resume"}, follow=True).text
    assert leads() == 404
    assert [entry.action.partition(".")[2] for entry in AuditEntry.objects.order_by("pk")] == [
        "paused",
        "resumed",
        "ended",
    ]


def test_a_name_taken_by_another_link_is_refused_beside_its_field(staff_client, came_by):
    RecruitingLinkFactory(campaign=came_by.campaign, network="Instagram", label="@ben")
    client, path = staff_client(), f"{desk(came_by)}/{came_by.link.slug}/change"

    refused = client.post(path, {"label": "@ben"})
    client.post(path, {"label": "@cleo"})

    came_by.refresh_from_db()
    assert refused.status_code == 200 and "There is a link for this network" in refused.text
    assert came_by.label == "@cleo"


def test_the_api_tells_links_and_makes_one_once(brand, came_by):
    client = caller(brand, "links:read", "links:write")
    path = f"/api/v1/campaigns/{came_by.campaign.slug}/links"

    def make(key: str, network: str = "TikTok"):
        return client.post(
            path,
            json.dumps({"network": network}),
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    first, again, known = make("a"), make("a"), make("b")
    told = client.get(path).json()

    assert (first.status_code, again.json() == first.json()) == (201, True)
    assert (known.status_code, known.json()["code"]) == (409, "link_known")
    assert [(row["network"], row["views"], row["applied"]) for row in told] == [
        ("Instagram", 1, 1),
        ("TikTok", 0, 0),
    ]
    assert (
        caller(brand, "links:read").post(path, "{}", content_type="application/json").status_code
        == 403
    )
