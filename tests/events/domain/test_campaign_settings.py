"""Every setting of a campaign stands in its rules; what the brand adds; a campaign begun from another."""

import re
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from django.apps import apps
from django.db import IntegrityError

from events import draw_files
from events.domain import campaign_copies, campaigns, public_answers, rules
from events.models import (
    AttributionRule,
    Campaign,
    CampaignState,
    OptionalClause,
    PublicAnswer,
    Question,
)
from sales.domain.attribution import RULES
from tests.factories.accounts import UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory

pytestmark = pytest.mark.django_db
# Another value of each setting; what is open after publication is no affair of the rules.
OTHERWISE = {
    "kind": "DINNER",
    "timezone": "Europe/Lisbon",
    "applications_open_at": datetime(2027, 1, 2, 8, tzinfo=UTC),
    "applications_close_at": datetime(2027, 3, 20, 8, tzinfo=UTC),
    "draw_at": datetime(2027, 3, 26, 8, tzinfo=UTC),
    "party_from_date": date(2027, 4, 3),
    "party_until_date": date(2027, 5, 1),
    "hosts_wanted": 4,
    "answer_within_hours": 49,
    "minimum_age": 23,
    "country": "BE",
    "excludes_staff": False,
    "concerns_alcohol": True,
    "seats_min": 5,
    "seats_max": 17,
    "cooldown_days": 77,
    "liability_cap_minor": 12_300,
    "conversion_window_days": 41,
    "attribution_rule": "linear",
    "overflow": "POOL",
    "chances_rule": "ONE_MORE_IF_NOT_DRAWN",
}
COMPARISON = {
    "outcome": "NET_ORDERS",
    "outcome_from_date": date(2027, 4, 5),
    "outcome_until_date": date(2027, 5, 6),
}
CLAUSE = {
    "replaces": "",
    "heading_fr": "Les animaux",
    "heading_en": "Pets",
    "text_fr": "Ils viennent aussi :\n- les chats ;\n- les chiens.",
    "text_en": "They come too:\n- cats;\n- dogs.",
}
QUESTION = {
    "question_fr": "Puis-je venir avec mon chat ?",
    "question_en": "May my cat come?",
    "answer_fr": "Oui.",
    "answer_en": "Yes.",
}


def written(campaign: Campaign, language: str) -> str:
    return rules.preview(campaign=Campaign.objects.get(pk=campaign.pk), language=language).text


def draft(**changes) -> Campaign:
    campaign = CampaignFactory(
        in_state=CampaignState.DRAFT,
        **changes,
    )
    campaign.prizes.update(kind="LOANED")  # the cap speaks of what is lent
    return campaign


def test_every_setting_is_tried():
    assert set(OTHERWISE) | set(COMPARISON) == campaigns.BASICS - campaigns.ALWAYS_OPEN


@pytest.mark.parametrize("setting", [*sorted(OTHERWISE), *sorted(COMPARISON)])
def test_every_setting_stands_in_the_rules_of_both_languages(setting):
    campaign = draft(**(COMPARISON if setting in COMPARISON else {}))
    if setting == "hosts_wanted":
        campaign.strata.all().delete()
    before = [written(campaign, language) for language in rules.LANGUAGES]
    change = {setting: OTHERWISE.get(setting) or False}
    if setting in COMPARISON:
        change = (
            {one: None if "date" in one else "" for one in COMPARISON}
            if setting == "outcome"
            else {setting: COMPARISON[setting] + timedelta(days=1)}
        )
    Campaign.objects.filter(pk=campaign.pk).update(**change)

    after = [written(campaign, language) for language in rules.LANGUAGES]

    assert before[0] != after[0] and before[1] != after[1]


def test_own_questions_stand_in_the_rules_in_their_order_and_say_which_must_be_answered():
    campaign = draft()
    for position, (words, required) in enumerate(
        {"Avez-vous un four ?": True, "Et après ?": False}.items()
    ):
        Question.objects.create(
            campaign=campaign, position=position, kind="TEXT", words_fr=words, words_en=f"{words} (en)",
            required=required,
        )  # fmt: skip

    said = (
        written(campaign, "fr")
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )

    assert "« Avez-vous un four ? » (réponse obligatoire)\n\n– « Et après ? »\n" in said
    assert "“Avez-vous un four ? (en)” (an answer is required)" in written(campaign, "en")


@pytest.mark.parametrize("language", rules.LANGUAGES)
def test_the_paper_of_the_rules_holds_every_word_of_their_text(language, at, settings):
    settings.ALCOHOL_CAMPAIGNS = True
    campaign = draft(cooldown_days=77, concerns_alcohol=True, liability_cap_minor=12_300)
    by = campaign.created_by
    campaigns.edit(campaign=campaign, by=by, at=at, clauses=[CLAUSE])
    campaigns.publish(campaign=campaign, by=by, at=at)
    frozen = campaign.rules.select_related("campaign__brand").get(language=language)

    paper = pypdfium2.PdfDocument(draw_files.rules_paper(frozen))

    said = " ".join(page.get_textpage().get_text_range() for page in paper)
    assert missing_words(frozen.text, said) == set()
    assert {"Animaux", "animaux", "Pets"} & words_of(said)
    assert frozen.sha256[:8] in said.replace(" ", "").replace("\r\n", "")


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", text))


def missing_words(text: str, said: str) -> set[str]:
    """Words of a text that a paper does not show; a line may break inside one that has a hyphen."""
    joined = re.sub(r"[\s\ufffe\u00ad-]+", "", said)
    return {word for word in words_of(text) - words_of(said) if word not in joined}


def test_no_setting_of_a_campaign_could_make_taking_part_cost_something():
    paid = re.compile("fee|price|cost|paid|payment|purchase|deposit|stake|charge")
    tables = [
        apps.get_model("events", name)
        for name in (
            "Campaign",
            "CampaignWording",
            "Prize",
            "Stratum",
            "RulesClause",
            "Application",
        )
    ]
    columns = {f"{table.__name__}.{field.name}" for table in tables for field in table._meta.fields}

    assert [name for name in columns if paid.search(name.lower())] == []
    # What one pays nothing for is also the article that nobody can replace.
    assert set(OptionalClause.values) == {"NETWORKS", "LIABILITY"}


def test_clauses_are_frozen_with_the_rules_and_worded_in_both_languages(at):
    campaign = draft()
    by = campaign.created_by

    campaigns.edit(campaign=campaign, by=by, at=at, clauses=[CLAUSE])
    assert "– les chats" in written(campaign, "fr")
    for bad in (
        {**CLAUSE, "text_en": " \n - "},
        {**CLAUSE, "text_fr": "3. Participation payante"},
        {**CLAUSE, "replaces": "FREE"},
        {**CLAUSE, "heading_en": ""},
    ):
        with pytest.raises(campaigns.CampaignNotValid):
            campaigns.edit(campaign=campaign, by=by, at=at, clauses=[bad])
    networks = {**CLAUSE, "replaces": "NETWORKS"}
    with pytest.raises(campaigns.CampaignNotValid):
        campaigns.edit(campaign=campaign, by=by, at=at, clauses=[networks, networks])
    assert campaign.clauses.get().text_en == "They come too:\n– cats;\n– dogs."
    campaigns.publish(campaign=campaign, by=by, at=at)
    with pytest.raises(campaigns.CampaignNotEditable):
        campaigns.edit(campaign=campaign, by=by, at=at, clauses=[])
    assert all("chats" in one.text or "cats" in one.text for one in campaign.rules.all())


def test_alcohol_is_refused_until_switched_on_and_then_for_adults(at, settings):
    campaign = draft()
    by, wanted = campaign.created_by, {"concerns_alcohol": True}

    with pytest.raises(campaigns.CampaignNotValid, match="switched off"):
        campaigns.edit(campaign=campaign, by=by, at=at, fields=wanted)
    settings.ALCOHOL_CAMPAIGNS = True
    with pytest.raises(campaigns.CampaignNotValid, match="adults"):
        campaigns.edit(campaign=campaign, by=by, at=at, fields={**wanted, "minimum_age": 16})
    campaigns.edit(campaign=campaign, by=by, at=at, fields=wanted)
    settings.ALCOHOL_CAMPAIGNS = False
    with pytest.raises(campaigns.NotPublishable) as refused:
        campaigns.publish(campaign=campaign, by=by, at=at)
    assert [gap.field for gap in refused.value.gaps] == ["concerns_alcohol"]
    with pytest.raises(IntegrityError, match="campaign_of_alcohol_is_for_adults"):
        Campaign.objects.filter(pk=campaign.pk).update(minimum_age=17)


def test_every_rule_of_attribution_that_can_be_chosen_can_be_weighed():
    assert set(AttributionRule.values) == set(RULES)
    assert all(key == rule.key for key, rule in RULES.items())


def test_a_copy_keeps_the_distances_and_hours_and_nobody(at):
    campaign = CampaignFactory(
        in_state=CampaignState.FINISHED,
        applications_open_at=datetime(2026, 9, 1, 7, tzinfo=UTC),  # nine o’clock, summer time
        applications_close_at=datetime(2026, 9, 15, 18, tzinfo=UTC),
        draw_at=datetime(2026, 9, 16, 16, tzinfo=UTC),
        party_from_date=date(2026, 10, 1),
        party_until_date=date(2026, 11, 1),
        excludes_staff=False,
        attribution_rule="linear",
    )
    ApplicationFactory(campaign=campaign)
    public_answers.replace(
        campaign=campaign_open(campaign), answers=[QUESTION], by=UserFactory(), at=at
    )
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.FINISHED)

    made = campaign_copies.copy(
        campaign=Campaign.objects.get(pk=campaign.pk),
        by=UserFactory(),
        at=at,
        opens_on=date(2027, 1, 4),
    )

    assert made.applications_open_at == datetime(2027, 1, 4, 8, tzinfo=UTC)  # nine, winter time
    assert made.draw_at == datetime(2027, 1, 19, 17, tzinfo=UTC)
    assert (made.party_from_date, made.last_party_date) == (date(2027, 2, 3), date(2027, 3, 5))
    assert (made.state, made.published_at, made.excludes_staff) == (
        CampaignState.DRAFT,
        None,
        False,
    )
    assert made.slug != campaign.slug
    assert [(one.key, one.quota) for one in made.strata.order_by("position")] == [
        ("nord", 1),
        ("ailleurs", 2),
    ]
    assert made.wordings.count() == 2 and made.prizes.get().value_minor == 6200
    assert made.public_answers.get().question_en == "May my cat come?"
    assert (made.applications.count(), made.rules.count(), made.recruiting_links.count()) == (
        0,
        0,
        0,
    )


def campaign_open(campaign: Campaign) -> Campaign:
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.RUNNING)
    return campaign


def test_answers_stand_in_both_languages_and_keep_their_date(at):
    campaign = CampaignFactory()
    by = UserFactory()
    other = {**QUESTION, "answer_en": "Of course.", "answer_fr": "Bien sûr."}

    public_answers.replace(campaign=campaign, answers=[QUESTION], by=by, at=at)
    public_answers.replace(
        campaign=campaign, answers=[other, QUESTION], by=by, at=at + timedelta(days=1)
    )

    assert list(PublicAnswer.objects.order_by("position").values_list("answer_en", "said_at")) == [
        ("Of course.", at + timedelta(days=1)),
        ("Yes.", at),
    ]
    with pytest.raises(public_answers.AnswersRefused, match="both languages"):
        public_answers.replace(
            campaign=campaign, answers=[{**QUESTION, "answer_en": ""}], by=by, at=at
        )
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.FINISHED)
    with pytest.raises(public_answers.AnswersRefused, match="over"):
        public_answers.replace(campaign=campaign, answers=[], by=by, at=at)
