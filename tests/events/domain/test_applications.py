from datetime import timedelta

import pytest

from accounts.models import Consent, Membership, Role
from events.domain import applications, eligibility
from events.domain.eligibility import Reason
from events.models import Application, ApplicationState, Draw, Verdict
from tests.factories.accounts import UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory

pytestmark = pytest.mark.django_db
S = ApplicationState
ANSWERS = {
    "first_name": "Camille",
    "last_name": "Durand",
    "birth_year": 1990,
    "address_line": "12 rue des Essais",
    "postcode": "59000",
    "city": "Lille",
    "seats": 8,
}
REQUIRED = {"RULES", "PRIVACY"}


def begun(at, **campaign):
    return applications.begin(
        campaign=CampaignFactory(**campaign), user=UserFactory(), at=at, language="fr"
    )


def test_begin_twice_is_one_application(at):
    campaign, user = CampaignFactory(), UserFactory()

    first = applications.begin(campaign=campaign, user=user, at=at, language="fr")
    again = applications.begin(campaign=campaign, user=user, at=at, language="en")

    assert first == again
    assert len(first.code) == 27


@pytest.mark.parametrize("days", [-8, 8])
def test_begin_is_refused_outside_the_window(at, days):
    with pytest.raises(applications.NotOpen):
        begun(at + timedelta(days=days))


def test_submit_weighs_numbers_and_keeps_each_agreement(at, outbox_messages):
    application = applications.save(application=begun(at), at=at, **ANSWERS)

    applications.submit(application=application, at=at, consents={*REQUIRED, "MEASUREMENT"})

    application.refresh_from_db()
    assert (application.state, application.submitted_at, application.rules_version) == (
        S.SUBMITTED,
        at,
        1,
    )
    assert (application.verdict, application.reasons) == (Verdict.ELIGIBLE, [])
    assert application.stratum.key == "nord"
    assert application.receipt_number.startswith("BRAN-")
    rules = applications.current_rules(application.campaign, "fr")
    assert dict(Consent.objects.values_list("purpose", "text_version")) == {
        "RULES": f"rules-1:{rules.sha256[:16]}",
        "PRIVACY": "2026-11",
        "MEASUREMENT": "2026-11",
    }
    assert outbox_messages() == [("application.submitted", {"application_id": application.pk})]


def test_what_was_handed_in_is_found_by_its_words_as_they_are_now(at):
    application = applications.save(
        application=begun(at), at=at, **ANSWERS | {"last_name": "d’Orléans"}
    )

    def found_by(*words):
        return Application.objects.filter(search_words__begin=words).exists()

    assert not found_by("orleans"), "what is only begun is nobody's to read"
    applications.submit(application=application, at=at, consents=REQUIRED)
    application.refresh_from_db()
    assert found_by("orl", "lille", application.receipt_number.split("-")[1].lower())
    applications.save(application=application, at=at, city="Roubaix")
    assert found_by("orl", "roubaix")
    assert not found_by("lille")


def test_submit_twice_gives_one_receipt(at, outbox_messages):
    application = applications.save(application=begun(at), at=at, **ANSWERS)
    stale = Application.objects.get(pk=application.pk)
    applications.submit(application=application, at=at, consents=REQUIRED)

    with pytest.raises(applications.AlreadySubmitted):
        applications.submit(application=stale, at=at, consents=REQUIRED)

    assert len(outbox_messages()) == 1


def test_submit_names_what_is_missing_and_keeps_nothing(at, outbox_messages):
    application = applications.save(application=begun(at), at=at, first_name="Camille")

    with pytest.raises(applications.Incomplete) as missing:
        applications.submit(application=application, at=at, consents=REQUIRED)
    assert missing.value.fields == ["birth_year", "address_line", "postcode", "city", "seats"]

    applications.save(application=application, at=at, **ANSWERS)
    with pytest.raises(applications.NotAgreed) as refused:
        applications.submit(application=application, at=at, consents={"MARKETING"})
    assert refused.value.purposes == ["RULES", "PRIVACY"]
    assert (Consent.objects.count(), outbox_messages()) == (0, [])


@pytest.mark.parametrize(
    ("answers", "reasons", "stratum"),
    [
        ({"birth_year": 2009}, [], "nord"),  # turns 18 this year, and declares it
        ({"birth_year": 2010}, [Reason.UNDER_AGE], "nord"),
        ({"postcode": "75011", "city": "Paris"}, [], "ailleurs"),
        ({"postcode": "97400", "city": "Saint-Denis"}, [Reason.OUTSIDE_COUNTRY], None),
        ({"postcode": "98000", "city": "Monaco"}, [Reason.OUTSIDE_COUNTRY], None),
        ({"country": "BE"}, [Reason.OUTSIDE_COUNTRY], None),
        ({"seats": 3}, [Reason.TOO_FEW_SEATS], "nord"),
        (
            {"tied_to_brand": True, "seats": 1},
            [Reason.STAFF_OR_FAMILY, Reason.TOO_FEW_SEATS],
            "nord",
        ),
    ],
)
def test_verdict_and_reasons(at, answers, reasons, stratum):
    application = applications.save(application=begun(at), at=at, **{**ANSWERS, **answers})

    applications.submit(application=application, at=at, consents=REQUIRED)

    application.refresh_from_db()
    assert application.reasons == reasons
    assert application.verdict == (Verdict.INELIGIBLE if reasons else Verdict.ELIGIBLE)
    assert (application.stratum.key if application.stratum else None) == stratum


def test_without_a_region_for_everyone_else_the_reason_says_so(at):
    application = begun(at)
    application.campaign.strata.filter(departments=[]).delete()
    applications.save(application=application, at=at, **ANSWERS | {"postcode": "75011"})

    weighed = eligibility.weigh(application=Application.objects.get(), at=at)

    assert weighed.reasons == ("NO_STRATUM",)


def test_staff_is_known_without_being_asked(at):
    application = begun(at)
    Membership.objects.create(
        user=application.user, brand=application.campaign.brand, role=Role.CARE, since_at=at
    )

    assert "STAFF_OR_FAMILY" in eligibility.weigh(application=application, at=at).reasons


def test_every_reason_has_words(at):
    campaign = CampaignFactory()

    said = [eligibility.words(reason=reason, campaign=campaign) for reason in Reason]

    assert all(len(words) > 20 for words in said)
    assert len(set(said)) == len(Reason)


def test_one_home_has_one_key_whatever_the_spelling(at):
    one = applications.save(application=begun(at), at=at, **ANSWERS)
    two = applications.save(
        application=begun(at),
        at=at,
        **ANSWERS | {"address_line": "12, R. des Essais", "city": "LILLE"},
    )

    assert one.household_key == two.household_key
    assert len(one.household_key) == 64


def test_an_edit_before_closing_is_weighed_again_and_later_refused(at):
    application = ApplicationFactory()

    applications.save(application=application, at=at, seats=2)

    application.refresh_from_db()
    assert (application.verdict, application.reasons) == (Verdict.INELIGIBLE, ["TOO_FEW_SEATS"])
    with pytest.raises(applications.NotOpen, match="closed"):
        applications.save(application=application, at=at + timedelta(days=8), seats=9)
    with pytest.raises(applications.Incomplete):
        applications.save(application=application, at=at, seats=None)
    application.refresh_from_db()
    assert application.seats == 2


def test_withdrawn_may_apply_again_with_a_new_receipt(at, outbox_messages):
    first = ApplicationFactory()

    applications.withdraw(application=first, by=first.user, at=at)
    again = applications.begin(campaign=first.campaign, user=first.user, at=at, language="fr")

    first.refresh_from_db()
    assert (first.state, first.withdrawn_at, again.pk == first.pk) == (S.WITHDRAWN, at, False)
    assert outbox_messages() == [("application.withdrawn", {"application_id": first.pk})]
    with pytest.raises(applications.CannotWithdraw, match="before"):
        applications.withdraw(application=first, by=first.user, at=at)


def test_after_the_seal_the_list_cannot_change(at):
    application = ApplicationFactory()
    Draw.objects.create(
        campaign=application.campaign,
        code="K7K7K7K7K7",
        number=1,
        mode="COMMIT_REVEAL",
        header_text="{}",
        root="0" * 64,
        entrants_count=1,
        sealed_at=at,
        sealed_by=UserFactory(),
    )

    with pytest.raises(applications.CannotWithdraw, match="sealed"):
        applications.withdraw(application=application, by=application.user, at=at)

    application.refresh_from_db()
    assert application.state == S.SUBMITTED


def test_save_takes_answers_only(at):
    with pytest.raises(TypeError, match="verdict"):
        applications.save(application=begun(at), at=at, verdict="ELIGIBLE")
