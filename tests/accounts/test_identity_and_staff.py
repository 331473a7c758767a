import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.capabilities import CAPABILITIES, Capability, may
from accounts.domain import consents, people, staff
from accounts.identity import canonical_email, email_hash
from accounts.models import Consent, Membership, Role, User
from accounts.queries import living_consent, membership
from tests.factories.accounts import BrandFactory, MembershipFactory, UserFactory


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("Camille@Example.COM ", "camille@example.com"),
        ("camille+concours@example.com", "camille@example.com"),
        ("ca.mi.lle+x@gmail.com", "camille@gmail.com"),
        ("ca.mille@googlemail.com", "camille@gmail.com"),
        ("ca.mille@example.com", "ca.mille@example.com"),
        ("+tag@example.com", "+tag@example.com"),
        ("STRASSE@example.com", "strasse@example.com"),
        ("straße@example.com", "strasse@example.com"),
        ("ｃａｍｉｌｌｅ＠ｇｍａｉｌ．ｃｏｍ", "camille@gmail.com"),
        ("e\N{COMBINING ACUTE ACCENT}lise@example.com", "élise@example.com"),
        ("ÉLISE@BÜRO.example.", "élise@xn--bro-hoa.example"),
        ("elise@xn--bro-hoa.example", "elise@xn--bro-hoa.example"),
        ("ca_mil-le.d@protonmail.com", "camilled@proton.me"),
        ("camille.d@me.com", "camille.d@icloud.com"),
        ("...@gmail.com", "...@gmail.com"),
        ("ca.mille@gmail.com.example", "ca.mille@gmail.com.example"),
        ("no address", "@no address"),
    ],
)
def test_canonical_email_drops_what_does_not_make_another_mailbox(typed, canonical):
    assert canonical_email(typed) == canonical


@given(st.text(max_size=40))
def test_canonical_email_of_a_canonical_email_is_itself(typed):
    once = canonical_email(f"{typed}@example.com")

    assert canonical_email(once) == once


@given(
    st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True),
    st.sampled_from(["gmail.com", "googlemail.com", "GMail.com"]),
    st.from_regex(r"(\+[a-z0-9.]{0,6})?", fullmatch=True),
    st.data(),
)
def test_dots_tags_and_capitals_make_no_other_gmail_box(name, domain, tag, data):
    dotted = data.draw(
        st.sampled_from([name, ".".join(name), name.upper(), name[:1] + "." + name[1:]])
    )

    assert canonical_email(f"{dotted}{tag}@{domain}") == f"{name}@gmail.com"


def test_email_hash_is_one_for_one_mailbox_and_two_for_two():
    assert email_hash("c.amille@gmail.com") == email_hash("camille+a@googlemail.com")
    assert email_hash("c.amille@example.com") != email_hash("camille@example.com")


def test_every_role_stands_in_the_table_and_only_two_may_draw():
    assert set(CAPABILITIES) == set(Role.values)
    drawing = {role for role, can in CAPABILITIES.items() if Capability.DRAW in can}
    assert drawing == {Role.OWNER, Role.DRAW_OFFICER}


def test_may_refuses_nobody_and_what_a_role_does_not_hold():
    assert may(None, Capability.SEE_DESK) is False
    assert may(Membership(role=Role.LOGISTICS), Capability.SHIP) is True
    assert may(Membership(role=Role.LOGISTICS), Capability.SEE_APPLICATIONS) is False


def test_membership_is_of_one_brand_only(db):
    member = MembershipFactory()
    other = BrandFactory()

    assert membership(member.user, member.brand.slug) == member
    assert membership(member.user, other.slug) is None


def test_consent_given_twice_is_one_row_and_withdrawn_is_no_longer_living(db, brand, noon):
    user = UserFactory(email="camille@gmail.com")
    given = {
        "brand": brand,
        "purpose": "MARKETING",
        "text": "Oui",
        "text_version": "1",
        "language": "fr",
        "where": "apply",
        "at": noon,
        "user": user,
    }
    first, again = consents.give(**given), consents.give(**given)

    assert first == again
    hashed = email_hash("c.a.mille@gmail.com")
    assert living_consent(brand.pk, "MARKETING", hashed) == first
    assert living_consent(BrandFactory().pk, "MARKETING", hashed) is None

    consents.withdraw(consent=first, at=noon)

    assert living_consent(brand.pk, "MARKETING", hashed) is None
    assert Consent.objects.count() == 1


def test_consent_needs_a_person(db, brand, noon):
    with pytest.raises(consents.ConsentOfNobody):
        consents.give(
            brand=brand,
            purpose="RULES",
            text="",
            text_version="1",
            language="fr",
            where="x",
            at=noon,
        )


def test_the_only_owner_can_neither_leave_nor_step_down(db, noon):
    owner = MembershipFactory(role=Role.OWNER)

    with pytest.raises(staff.LastOwner):
        staff.dismiss(membership=owner, by=None, at=noon)
    with pytest.raises(staff.LastOwner):
        staff.appoint(brand=owner.brand, user=owner.user, role=Role.CARE, by=None, at=noon)

    staff.appoint(brand=owner.brand, user=UserFactory(), role=Role.OWNER, by=owner.user, at=noon)
    staff.dismiss(membership=owner, by=None, at=noon)
    assert list(owner.brand.memberships.values_list("role", flat=True)) == [Role.OWNER]


def test_ensure_makes_an_account_once_and_none_for_a_closed_one(db, noon):
    first = people.ensure(email="New@Example.com", language="en", at=noon)
    again = people.ensure(email="new@example.com", language="fr", at=noon)

    assert first == again
    assert (first.email, first.language, first.has_usable_password()) == (
        "new@example.com",
        "en",
        False,
    )
    User.objects.update(is_active=False)
    assert people.ensure(email="new@example.com", language="fr", at=noon) is None
