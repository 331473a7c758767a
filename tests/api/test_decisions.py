"""Likely duplicates and held applications, decided on by a brand's own software."""

import pytest

from common.models import AuditEntry
from events.domain import holds, likeness
from events.models import DuplicateGroup
from tests.api.test_v1 import caller
from tests.factories.accounts import BrandFactory
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def post(client, path, **said):
    return client.post(f"/api/v1/{path}", said, content_type="application/json")


def test_a_key_merges_undoes_and_is_named_in_the_audit(brand):
    campaign = CampaignFactory(brand=brand)
    one, other = ApplicationFactory.create_batch(2, campaign=campaign, phone="+33639980001")
    likeness.compare(application_id=one.pk, at=NOON)
    code = DuplicateGroup.objects.get().code
    client = caller(brand)
    listed = client.get("/api/v1/duplicates").json()["results"][0]
    assert (listed["code"], listed["reasons"], listed["decided_at"]) == (code, ["SAME_PHONE"], None)
    merge = {"decision": "ONE_STANDS", "stands": one.receipt_number}

    told = post(client, f"duplicates/{code}", version=listed["version"], **merge)

    assert told.status_code == 200, told.content
    assert {row["receipt_number"]: row["part"] for row in told.json()["members"]} == {
        one.receipt_number: "STANDS",
        other.receipt_number: "STEPS_BACK",
    }
    late = post(client, f"duplicates/{code}", version=listed["version"], **merge)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    version = told.json()["version"]
    assert post(client, f"duplicates/{code}", version=version, decision="NONE").status_code == 200
    actors = set(AuditEntry.objects.filter(subject=f"duplicates:{code}").values_list("actor"))
    assert [actor.startswith("api_key:") for (actor,) in actors] == [True]


def test_a_key_lets_through_and_refuses_what_is_held(brand):
    application = ApplicationFactory(campaign=CampaignFactory(brand=brand))
    holds.hold(application=application, doubts=["HONEYPOT"], at=NOON)
    client, path = caller(brand), f"holds/{application.receipt_number}"

    assert client.get("/api/v1/holds").json()["results"][0]["doubts"] == ["HONEYPOT"]
    nothing_said = post(client, path, outcome="REFUSED")
    assert (nothing_said.status_code, nothing_said.json()["code"]) == (409, "no_reason")
    assert post(client, path, outcome="REFUSED", why="Un robot.").json()["why"] == "Un robot."
    assert post(client, path, outcome="LET_THROUGH").json()["code"] == "changed_meanwhile"
    assert post(client, path, outcome="NONE").json()["outcome"] == ""
    assert post(client, path, outcome="LET_THROUGH").json()["outcome"] == "LET_THROUGH"


def test_reading_is_not_deciding_and_another_brands_do_not_exist(brand):
    application = ApplicationFactory(campaign=CampaignFactory(brand=brand))
    holds.hold(application=application, doubts=["HONEYPOT"], at=NOON)
    path = f"holds/{application.receipt_number}"

    assert post(caller(brand, "applications:read"), path, outcome="LET_THROUGH").status_code == 403
    theirs = caller(BrandFactory())
    assert post(theirs, path, outcome="LET_THROUGH").status_code == 404
    assert post(theirs, "duplicates/ABCDEFGHJK", version=1, decision="NONE").status_code == 404
    assert theirs.get("/api/v1/holds").json()["results"] == []
