"""Likely duplicates: found after they were handed in, decided on by staff, read by the seal."""

import pytest
from django.db import IntegrityError, transaction

from accounts.identity import email_hash
from common import audit
from common.models import AuditEntry
from events.domain import applications, draws, duplicates, eligibility, likeness
from events.domain.duplicates import Decision
from events.models import Application, DuplicateGroup, DuplicateMember, Part, Stratum
from events.raffle.seal import read_sealed
from tests.events.domain.test_races import together
from tests.factories.accounts import UserFactory
from tests.factories.draws import closed_campaign, officer, submitted
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def applied(campaign, **said):
    """An application whose answers are read as if it had been saved; by default unlike any other."""
    number = Application.objects.count()
    said = {"first_name": f"Ada{chr(97 + number % 26)}", "birth_year": 1950 + number, **said}
    one = ApplicationFactory(campaign=campaign, **said)
    for name, value in eligibility.home_keys(one).items():
        setattr(one, name, value)
    one.save()
    return one


def found(*rows):
    """Compare each in turn; every group as the places of its members among ``rows``, and why."""
    for one in rows:
        likeness.compare(application_id=one.pk, at=NOON)
    place = {one.pk: index for index, one in enumerate(rows)}
    return [
        (sorted(place[one.application_id] for one in group.members.all()), group.reasons)
        for group in DuplicateGroup.objects.order_by("pk")
    ]


def homes(*rows):
    """The homes as the draw takes them: those of one number are one."""
    tags = []
    for one in rows:
        one.refresh_from_db()
        tags.append(one.drawn_as or one.household_key)
    return [tags.index(tag) for tag in tags]


def pair(**said):
    campaign = CampaignFactory()
    one, other = applied(campaign, **said), applied(campaign, **said)
    found(one, other)
    return DuplicateGroup.objects.get(), one, other


@pytest.mark.parametrize(
    ("one", "other", "reasons", "together"),
    [
        (
            {"email_hash": email_hash("a.b@gmail.com")},
            {"email_hash": email_hash("ab+x@googlemail.com")},
            ["SAME_MAIL"],
            True,
        ),
        ({"phone": "+33639980001"}, {"phone": "+33639980001"}, ["SAME_PHONE"], True),
        (
            {"address_line": "3 bd St-Michel"},
            {"address_line": "3, Boulevard Saint Michel"},
            ["SAME_HOME"],
            True,
        ),
        (
            {"address_line": "3 rue des Lilas"},
            {"address_line": "3 rue des Lillas"},
            ["NEAR_HOME"],
            False,
        ),
        (
            {"first_name": "Zoé", "birth_year": 1990},
            {"first_name": "ZOE", "birth_year": 1990},
            ["SAME_PERSON"],
            False,
        ),
        (
            {"address_line": "3 rue des Lilas apt 1", "last_name": "Weil"},
            {"address_line": "3 rue des Lilas apt 2", "last_name": "WEIL"},
            ["NEAR_HOME"],
            False,
        ),
        # Neighbours, and people of one street.
        (
            {"address_line": "3 rue des Lilas apt 1"},
            {"address_line": "3 rue des Lilas apt 2", "last_name": "Weil"},
            None,
            False,
        ),
        ({"address_line": "3 rue des Lilas"}, {"address_line": "5 rue des Lilas"}, None, False),
        ({"phone": ""}, {"phone": ""}, None, False),
    ],
)
def test_likeness_is_found_with_its_reason(one, other, reasons, together):
    campaign = CampaignFactory()
    rows = [applied(campaign, **one), applied(campaign, **other)]

    assert found(*rows) == ([([0, 1], reasons)] if reasons else [])
    assert (homes(*rows) == [0, 0]) is together


def test_one_of_another_campaign_or_begun_or_withdrawn_is_not_compared_with():
    campaign, phone = CampaignFactory(), "+33639980001"
    applied(CampaignFactory(), phone=phone)
    applied(campaign, phone=phone, in_state="DRAFT")
    applied(campaign, phone=phone, in_state="WITHDRAWN")
    assert found(applied(campaign, phone=phone)) == []


def test_one_that_resembles_two_groups_makes_them_one():
    campaign = CampaignFactory()
    rows = [
        applied(campaign, phone="+33639980001"),
        applied(campaign, phone="+33639980001"),
        applied(campaign, email_hash="a" * 64),
        applied(campaign, email_hash="a" * 64),
    ]
    assert found(*rows) == [([0, 1], ["SAME_PHONE"]), ([2, 3], ["SAME_MAIL"])]
    rows.append(applied(campaign, phone="+33639980001", email_hash="a" * 64))

    assert found(*rows) == [([0, 1, 2, 3, 4], ["SAME_MAIL", "SAME_PHONE"])]
    assert homes(*rows) == [0] * 5
    assert DuplicateGroup.objects.get().size == 5


def test_to_compare_again_changes_nothing(django_assert_max_num_queries):
    group, one, other = pair(phone="+33639980001")
    before = DuplicateGroup.objects.values().get()

    found(one, other)

    after = DuplicateGroup.objects.values().get()
    assert {**after, "id": 0, "code": "", "version": 0} == {
        **before,
        "id": 0,
        "code": "",
        "version": 0,
    }
    for _ in range(30):
        applied(group.campaign, phone="+33639980001")
    last = applied(group.campaign, phone="+33639980001")
    with django_assert_max_num_queries(45):  # as many as for three: nothing grows with the group
        likeness.compare(application_id=last.pk, at=NOON)


def test_merging_leaves_one_and_tells_the_other_why():
    group, one, other = pair(phone="+33639980001")
    by = UserFactory()

    duplicates.decide(
        group=group,
        decision=Decision.ONE_STANDS,
        stands=other.pk,
        seen=group.version,
        by=by,
        at=NOON,
    )

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.verdict, one.reasons) == ("INELIGIBLE", ["HOUSEHOLD_DUPLICATE"])
    assert (other.verdict, other.reasons) == ("ELIGIBLE", [])
    line = AuditEntry.objects.get(action="duplicates.decided")
    assert (line.actor, line.at, line.data["stands"]) == (
        f"user:{by.pk}",
        NOON,
        f"application:{other.pk}",
    )
    assert audit.first_broken(line.chain) is None
    # Weighed again by an edit, it stays back; and says every reason.
    applications.save(application=one, at=NOON, seats=2)
    one.refresh_from_db()
    assert one.reasons == ["TOO_FEW_SEATS", "HOUSEHOLD_DUPLICATE"]

    group.refresh_from_db()
    duplicates.reopen(group=group, seen=group.version, by=by, at=NOON)
    one.refresh_from_db()
    assert (one.verdict, one.reasons) == ("INELIGIBLE", ["TOO_FEW_SEATS"])
    applications.save(application=one, at=NOON, seats=8)
    one.refresh_from_db()
    assert (one.verdict, one.reasons) == ("ELIGIBLE", [])
    assert homes(one, other) == [0, 0]


def test_keeping_apart_makes_two_homes_of_one_address_and_undoing_makes_one_again():
    group, one, other = pair(address_line="3 rue des Lilas")
    assert homes(one, other) == [0, 0]
    duplicates.decide(
        group=group, decision=Decision.APART, seen=group.version, by=UserFactory(), at=NOON
    )
    assert homes(one, other) == [0, 1]

    third = applied(group.campaign, address_line="3 rue des Lilas")
    likeness.compare(application_id=third.pk, at=NOON)
    group.refresh_from_db()
    assert (group.size, group.decided_at) == (3, None)  # somebody has to look again
    assert homes(one, other, third) == [0, 1, 2]  # and what was decided holds until then

    duplicates.reopen(group=group, seen=group.version, by=UserFactory(), at=NOON)
    assert homes(one, other, third) == [0, 0, 0]


def test_one_home_shares_its_chance_and_one_of_the_group_may_live_elsewhere():
    campaign = CampaignFactory()
    rows = [applied(campaign, address_line=f"3 rue des Lila{end}") for end in ("s", "ss", "sse")]
    found(*rows)
    group = DuplicateGroup.objects.get()
    assert homes(*rows) == [0, 1, 2]  # only alike

    duplicates.decide(
        group=group,
        decision=Decision.ONE_HOME,
        apart=[rows[2].pk],
        seen=group.version,
        by=UserFactory(),
        at=NOON,
    )

    assert homes(*rows) == [0, 0, 2]
    assert {one.verdict for one in rows} == {"ELIGIBLE"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"decision": Decision.ONE_STANDS}, "NOBODY_STANDS"),
        ({"decision": Decision.ONE_STANDS, "stands": 10**9}, "NOBODY_STANDS"),
        ({"decision": Decision.APART, "apart": [10**9]}, "NOT_A_MEMBER"),
        ({"decision": Decision.APART, "seen": 0}, "CHANGED_MEANWHILE"),
    ],
)
def test_decisions_that_cannot_be_are_refused(said, code):
    group, one, _other = pair(phone="+33639980001")

    with pytest.raises(duplicates.DecisionRefused) as refused:
        duplicates.decide(group=group, **{"seen": group.version, **said}, by=UserFactory(), at=NOON)

    assert refused.value.code == code
    with pytest.raises(duplicates.DecisionRefused, match="two together"):
        duplicates.decide(
            group=group,
            decision=Decision.ONE_HOME,
            apart=[one.pk],
            seen=group.version,
            by=UserFactory(),
            at=NOON,
        )


@pytest.mark.parametrize("how", ["withdrawn", "erased"])
def test_when_the_one_who_stands_goes_the_others_take_part_again(how):
    campaign = CampaignFactory()
    rows = [applied(campaign, phone="+33639980001") for _ in range(3)]
    found(*rows)
    group = DuplicateGroup.objects.get()
    duplicates.decide(
        group=group,
        decision=Decision.ONE_STANDS,
        stands=rows[0].pk,
        seen=group.version,
        by=UserFactory(),
        at=NOON,
    )

    if how == "withdrawn":
        applications.withdraw(application=rows[0], by=None, at=NOON)
    else:
        duplicates.leave(applications=rows[:1], at=NOON)
        rows[0].delete()

    for one in rows[1:]:
        one.refresh_from_db()
        assert (one.verdict, one.reasons) == ("ELIGIBLE", [])
    group.refresh_from_db()
    assert (group.size, group.decided_at) == (2, None)
    applications.withdraw(application=rows[1], by=None, at=NOON)
    assert not DuplicateGroup.objects.exists()


def test_changed_answers_are_compared_again():
    _group, one, other = pair(address_line="3 rue des Lilas")
    applications.save(application=one, at=NOON, address_line="40 rue Neuve")
    found(one)

    assert not DuplicateGroup.objects.exists()
    assert homes(one, other) == [0, 1]


def test_the_seal_reads_what_was_decided_and_nothing_changes_after_it():
    campaign = closed_campaign(strata={"nord": (1, 4)})
    north = Stratum.objects.get(campaign=campaign)
    merged, kept, late = (
        [
            submitted(campaign=campaign, stratum=north, phone=f"+3361200000{n}", compared_at=None)
            for _ in range(2)
        ]
        for n in range(3)
    )
    by = officer(campaign.brand)
    for row in (*merged, *kept):
        likeness.compare(application_id=row.pk, at=NOON)
    one, two = DuplicateGroup.objects.order_by("pk")
    duplicates.decide(
        group=one,
        decision=Decision.ONE_STANDS,
        stands=merged[0].pk,
        seen=one.version,
        by=by,
        at=NOON,
    )
    duplicates.decide(group=two, decision=Decision.APART, seen=two.version, by=by, at=NOON)

    draw = draws.seal(campaign=campaign, by=by, at=NOON)

    sealed = read_sealed(draw.bundle.sealed_text)
    # Four others, one for the merged, two kept, and the late pair, compared by the seal, as one home.
    assert sealed.header["eligible"] == 9
    assert sealed.header["households"] == 4 + 1 + 2 + 1
    assert [row["reason"] for row in sealed.ineligible] == ["HOUSEHOLD_DUPLICATE"]
    assert DuplicateGroup.objects.count() == 3
    two.refresh_from_db()
    with pytest.raises(duplicates.ListIsFixed):
        duplicates.reopen(group=two, seen=two.version, by=by, at=NOON)
    duplicates.leave(applications=[merged[0]], at=NOON)
    merged[1].refresh_from_db()
    assert merged[1].reasons == ["HOUSEHOLD_DUPLICATE"]  # as it was sealed
    assert late[0].pk in DuplicateMember.objects.values_list("application_id", flat=True)


def test_the_database_keeps_one_who_stands_and_one_group_each():
    group, one, other = pair(phone="+33639980001")
    group.members.filter(application=one).update(part=Part.STANDS)
    for broken in (
        lambda: group.members.filter(application=other).update(part=Part.STANDS),
        lambda: group.members.filter(application=other).update(part="X"),
        lambda: DuplicateMember.objects.create(group=group, application=one, joined_at=NOON),
        lambda: DuplicateGroup.objects.filter(pk=group.pk).update(decided_at=NOON),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told_to_look_again():
    group, one, other = pair(phone="+33639980001")
    by, seen = UserFactory(), group.version

    def deciding(stands):
        mine = DuplicateGroup.objects.get(pk=group.pk)
        return lambda: duplicates.decide(
            group=mine, decision=Decision.ONE_STANDS, stands=stands, seen=seen, by=by, at=NOON
        )

    answers = together(deciding(one.pk), deciding(other.pk))

    refused = [one for one in answers if isinstance(one, duplicates.ChangedMeanwhile)]
    assert len(refused) == 1, answers
    assert Application.objects.filter(verdict="ELIGIBLE").count() == 1
    assert AuditEntry.objects.filter(action="duplicates.decided").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_alike_compared_at_once_each_finds_the_other():
    campaign = CampaignFactory()
    one, other = (applied(campaign, phone="+33639980001") for _ in range(2))

    together(
        *(lambda pk=row.pk: likeness.compare(application_id=pk, at=NOON) for row in (one, other))
    )

    assert [group.size for group in DuplicateGroup.objects.all()] == [2]
