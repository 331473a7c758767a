"""A team: offers by mail, roles nobody gives beyond their own, and an owner at every moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connections

from accounts.capabilities import CAPABILITIES, Capability, may_give
from accounts.domain import invitations, staff
from accounts.models import Membership, Role, StaffInvitation
from accounts.queries import invitation_of
from common import audit
from common.models import AuditEntry
from flows import schedule
from tests.factories.accounts import BrandFactory, MembershipFactory, UserFactory
from tests.moments import NOON

EMAIL = "nadia@maison.example"


@pytest.fixture
def owner(db) -> Membership:
    return MembershipFactory(role=Role.OWNER)


def offered(by: Membership, **said: Any) -> tuple[StaffInvitation, str]:
    given = {"email": EMAIL, "role": Role.CARE, "language": "fr", "at": NOON}
    return invitations.invite(brand=by.brand, by=by.user, **(given | said))


def test_nobody_gives_what_they_may_not_do_themselves():
    gives = {
        giver: {role for role in Role.values if may_give(giver, role)} for giver in Role.values
    }

    assert gives == {role: set() for role in Role.values} | {
        Role.OWNER: set(Role.values),
        Role.ORGANISER: {Role.ORGANISER, Role.LOGISTICS, Role.ANALYST},
    }
    for giver, roles in gives.items():
        assert all(CAPABILITIES[role] <= CAPABILITIES[giver] for role in roles)
        assert not roles or Capability.MANAGE_STAFF in CAPABILITIES[giver]


def test_an_offer_is_taken_once_by_its_own_address_and_stands_in_the_log(owner):
    offer, token = offered(owner, email=" Nadia@Maison.example")
    nadia = UserFactory(email=EMAIL)

    assert token not in repr(StaffInvitation.objects.values().get())
    with pytest.raises(invitations.ForSomebodyElse):
        invitations.accept(invitation=offer, user=UserFactory(), at=NOON)
    member = invitations.accept(invitation=offer, user=nadia, at=NOON)
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(invitation=offer, user=nadia, at=NOON)

    assert (member.role, member.brand) == (Role.CARE, owner.brand)
    chain = f"brand:{owner.brand.pk}"
    said = AuditEntry.objects.filter(chain=chain).order_by("seq")
    assert list(said.values_list("action", flat=True)) == [
        "staff.invited",
        "staff.joined",
        "staff.appointed",
    ]
    assert audit.first_broken(chain) is None
    assert EMAIL not in repr(list(said.values()))


def test_one_address_has_one_open_offer_at_a_brand(owner):
    offered(owner)

    with pytest.raises(invitations.CannotInvite, match="open invitation"):
        offered(owner, email=EMAIL.upper())
    with pytest.raises(IntegrityError, match=r"staff_invitation_open_once|UNIQUE"):
        StaffInvitation.objects.create(
            brand=owner.brand,
            email=EMAIL.upper(),
            role=Role.CARE,
            language="fr",
            token_hash="x" * 64,
            invited_by=owner.user,
            invited_at=NOON,
            sent_at=NOON,
            expires_at=NOON + timedelta(days=1),
        )


def test_after_an_offer_is_taken_back_another_may_follow(owner):
    offer, _ = offered(owner)

    assert invitations.revoke(invitation=offer, by=owner.user, at=NOON) is True
    assert invitations.revoke(invitation=offer, by=owner.user, at=NOON) is False
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(invitation=offer, user=UserFactory(email=EMAIL), at=NOON)
    again, _ = offered(owner)
    assert again.pk != offer.pk


def test_an_offer_runs_out_and_sent_again_opens_by_its_new_link_alone(owner):
    offer, first = offered(owner)
    nadia, late = UserFactory(email=EMAIL), NOON + timedelta(days=8)
    with pytest.raises(invitations.CannotInvite, match="wait a minute"):
        invitations.renew(invitation=offer, by=owner.user, at=NOON + timedelta(seconds=30))
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(invitation=offer, user=nadia, at=late)

    second = invitations.renew(invitation=offer, by=owner.user, at=late)

    assert (invitation_of(first), invitation_of(second)) == (None, offer)
    assert invitations.accept(invitation=offer, user=nadia, at=late).role == Role.CARE


def test_whoever_was_dismissed_leaves_no_door_open(owner):
    organiser = MembershipFactory(brand=owner.brand, role=Role.ORGANISER)
    offer, _ = offered(organiser, role=Role.ANALYST)

    staff.dismiss(membership=organiser, by=owner.user, at=NOON)

    with pytest.raises(invitations.InvitationOver):
        invitations.accept(invitation=offer, user=UserFactory(email=EMAIL), at=NOON)
    assert StaffInvitation.objects.get().accepted_at is None


def test_an_offer_that_is_over_is_forgotten_after_a_month(owner):
    taken, _ = offered(owner)
    invitations.accept(invitation=taken, user=UserFactory(email=EMAIL), at=NOON)
    waiting, _ = offered(owner, email="open@maison.example", at=NOON + timedelta(days=28))

    schedule.retention(at=NOON + timedelta(days=29))
    assert StaffInvitation.objects.count() == 2
    schedule.retention(at=NOON + timedelta(days=31))

    assert StaffInvitation.objects.get() == waiting


def test_an_organiser_makes_no_officer_and_dismisses_no_owner(owner):
    organiser = MembershipFactory(brand=owner.brand, role=Role.ORGANISER)
    care = MembershipFactory(brand=owner.brand, role=Role.CARE)

    with pytest.raises(staff.NotYoursToGive):
        offered(organiser, role=Role.DRAW_OFFICER)
    with pytest.raises(staff.NotYoursToGive):
        staff.dismiss(membership=owner, by=organiser.user, at=NOON)
    with pytest.raises(staff.NotYoursToGive):
        staff.appoint(
            brand=owner.brand, user=care.user, role=Role.ANALYST, by=organiser.user, at=NOON
        )
    with pytest.raises(staff.NotYoursToGive):  # and nothing at all at another brand
        staff.appoint(
            brand=BrandFactory(), user=care.user, role=Role.ANALYST, by=owner.user, at=NOON
        )
    assert staff.dismiss(membership=organiser, by=organiser.user, at=NOON) is True


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_dismiss_each_other_at_once_leave_one():
    one = MembershipFactory(role=Role.OWNER)
    other = MembershipFactory(brand=one.brand, role=Role.OWNER)

    said = together(
        lambda: staff.dismiss(membership=one, by=other.user, at=NOON),
        lambda: staff.dismiss(membership=other, by=one.user, at=NOON),
    )

    # The second has lost their role, or is the last: either way they are told no.
    assert sorted(isinstance(answer, Exception) for answer in said) == [False, True]
    assert list(one.brand.memberships.values_list("role", flat=True)) == [Role.OWNER]


@pytest.mark.django_db(transaction=True)
def test_two_invitations_to_one_address_at_once_are_one():
    owner = MembershipFactory(role=Role.OWNER)

    said = together(lambda: offered(owner), lambda: offered(owner, role=Role.ANALYST))

    assert sorted(type(answer).__name__ for answer in said) == ["CannotInvite", "tuple"]
    assert StaffInvitation.objects.count() == 1


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run each call in a thread with its own connection, at once; answers or errors, in order."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=30)
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
