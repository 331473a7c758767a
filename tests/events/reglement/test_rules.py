import dataclasses
import hashlib
import re
import unicodedata
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from events.reglement import (
    OwnClause,
    RulesFacts,
    RulesFactsInvalid,
    RulesPrize,
    RulesQuestion,
    RulesStratum,
    write_rules,
)
from tests.events.reglement.samples import facts


def body(rules, number: int) -> str:
    heading, paragraphs = rules.sections[number - 1]
    assert heading.startswith(f"{number}. ")
    return "\n".join(paragraphs)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_text_is_canonical_and_its_hash_is_of_its_bytes(language):
    rules = write_rules(facts=facts(), language=language)

    assert rules.text == unicodedata.normalize("NFC", rules.text)
    assert rules.text.endswith("\n")
    assert "\r" not in rules.text
    assert "\n\n\n" not in rules.text
    assert "None" not in rules.text
    assert re.findall(r"[{}]|  ", rules.text) == []
    assert rules.sha256 == hashlib.sha256(rules.text.encode()).hexdigest()
    assert rules == write_rules(facts=facts(), language=language)


def test_both_languages_have_the_same_articles_and_say_as_much():
    french, english = (write_rules(facts=facts(), language=lang) for lang in ("fr", "en"))

    assert len(french.sections) == len(english.sections) == 20
    assert [len(paragraphs) for _, paragraphs in french.sections] == [
        len(paragraphs) for _, paragraphs in english.sections
    ]


CHANGES = {
    "organiser_name": "Autre",
    "legal_name": "Autre SAS",
    "registration": "RCS Ailleurs 111 111 111",
    "address": "2, rue Autre",
    "contact": "autre@alma.example",
    "campaign_title": "Autre titre",
    "kind": "DINNER",
    "opens_at": datetime(2026, 11, 2, 8, 0, tzinfo=UTC),
    "closes_at": datetime(2026, 11, 21, 22, 59, tzinfo=UTC),
    "draw_at": datetime(2026, 11, 25, 17, 0, tzinfo=UTC),
    "party_from_date": date(2026, 12, 6),
    "party_until_date": date(2026, 12, 22),
    "timezone": "Europe/Brussels",
    "strata": (),
    "prizes": (RulesPrize(name="Autre", kind="GIVEN", value_minor=1, currency="EUR"),),
    "page_url": "https://autre.example/c/x",
    "proof_url": "https://autre.example/proof/x",
    "country": "BE",
    "minimum_age": 21,
    "seats_min": 5,
    "seats_max": 11,
    "staff_and_family_excluded": False,
    "cooldown_days": 30,
    "liability_cap_minor": 20_000,
    "return_days": 7,
    "answer_within_hours": 48,
    "randomness": "COMMIT_REVEAL",
    "beacon": "drand default",
    "alternates": 3,
    "share_only": 41,
    "holdout": 2,
    "overflow": "POOL",
    "most_chances": 3,
    "compares_orders": False,
    "compared_from_date": date(2026, 11, 26),
    "compared_until_date": date(2027, 2, 2),
    "conversion_window_days": 60,
    "attribution": "position",
    "credits_earn_rewards": True,
    "alcohol": True,
    "controller": "Autre SAS",
    "privacy_contact": "vie.privee@alma.example",
    "retention": facts().retention[:-1],
    "networks": ("TikTok",),
    "deposited_with": "Me Exemple, commissaire de justice",
    "mediator": "Médiation Exemple, mediation.example",
    "questions": (RulesQuestion(words="Avez-vous un four ?"),),
    "clauses": (OwnClause(heading="Animaux", paragraphs=("Ils sont les bienvenus.",)),),
    "version": 2,
    "amended_date": date(2026, 11, 10),
}
# These only make sense together with another field.
TOGETHER = {"hosts_wanted", "currency"}


def test_every_setting_is_covered():
    assert {field.name for field in dataclasses.fields(RulesFacts)} == set(CHANGES) | TOGETHER


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("field", sorted(CHANGES))
def test_every_setting_changes_the_text_and_its_hash(field, language):
    before = write_rules(facts=facts(), language=language)
    after = write_rules(facts=facts(**{field: CHANGES[field]}), language=language)

    assert before.text != after.text
    assert before.sha256 != after.sha256


def test_entry_is_free_in_both_languages_and_no_setting_could_say_otherwise():
    french = plain(body(write_rules(facts=facts(), language="fr"), 3))
    english = body(write_rules(facts=facts(), language="en"), 3)

    assert "gratuite et sans obligation d’achat" in french
    assert "Entry is free and no purchase is necessary" in english
    names = {field.name for field in dataclasses.fields(RulesFacts)}
    assert [name for name in names if re.search("fee|price|cost|paid|payment|purchase", name)] == []


def test_newcomers_chances_and_the_comparison_are_announced():
    settings = {
        "strata": (
            RulesStratum(name="Nord", quota=3, min_newcomers=2),
            RulesStratum(name="Sud", quota=7),
        ),
        "most_chances": 3,
        "overflow": "POOL",
    }
    french, english = (write_rules(facts=facts(**settings), language=one) for one in ("fr", "en"))

    assert "Nord: 3 hosts, of whom at least 2 newcomers;" in english.text
    assert "up to 3 chances in all" in english.text
    assert "goes to the application that chance placed first among all groups" in english.text
    assert "at most 40 applications receive a link to share, without a kit" in english.text
    assert "from 25 November 2026 to 31 January 2027, both included" in english.text
    assert "dont au moins 2 nouveaux venus" in plain(french.text)
    assert "3 chances en tout au plus" in plain(french.text)
    assert "le hasard a placée la première, tous groupes confondus" in plain(french.text)
    assert "du 25 novembre 2026 au 31 janvier 2027 inclus" in plain(french.text)
    assert "like every other in its group" not in english.text
    assert "comme toute autre de son groupe" not in plain(french.text)


def test_dates_are_told_in_the_campaigns_zone():
    french = plain(body(write_rules(facts=facts(), language="fr"), 2))
    english = body(write_rules(facts=facts(), language="en"), 2)

    assert "dimanche 22 novembre 2026 à 23 h 59 (heure de Paris)" in french
    assert "mardi 24 novembre 2026 à 18 h (heure de Paris)" in french
    assert "du 5 décembre 2026 au 20 décembre 2026 inclus" in french
    assert "Sunday 22 November 2026 at 23:59 (Paris time)" in english


def test_values_are_added_up():
    french = plain(body(write_rules(facts=facts(), language="fr"), 9))
    english = body(write_rules(facts=facts(), language="en"), 9)

    assert "– 8 × Coffret d’œufs en chocolat (remis en propriété) : 12,50 € l’unité" in french
    assert "– Portant de dix manteaux (prêté, à rendre) : 2 450,00 € l’unité" in french
    assert "conserve est de 189,00 €, soit 1 890,00 € pour" in french
    assert "worth €189.00, that is €1,890.00 for" in english


def test_quotas_arms_and_limits_are_told():
    rules = write_rules(facts=facts(), language="fr")

    assert "– Île-de-France : 3 hôtes ;\n– Nord-Ouest : 2 hôtes ;" in plain(body(rules, 6))
    assert "72 heures" in plain(body(rules, 8))
    assert "plafonnée à 150,00 €" in plain(body(rules, 10))
    assert "« Collaboration commerciale »" in plain(body(rules, 12))
    assert "– 40 candidatures reçoivent un lien à partager, sans kit ;" in plain(body(rules, 14))
    assert "– 1 candidature ne reçoit ni kit ni lien, pour comparaison." in plain(body(rules, 14))
    assert "Instagram ou Facebook" in plain(body(rules, 16))


def test_articles_that_do_not_apply_are_left_out_and_the_rest_renumbered():
    rules = write_rules(
        facts=facts(prizes=facts().prizes[:2], share_only=0, holdout=0, compares_orders=False),
        language="fr",
    )

    headings = [heading for heading, _ in rules.sections]
    assert len(headings) == 18
    assert [heading.split(".")[0] for heading in headings] == [str(n) for n in range(1, 19)]
    assert [
        heading for heading in headings if "prêtés" in heading or "comparaison" in heading
    ] == []


def test_french_is_set_with_no_break_spaces_and_curly_apostrophes():
    text = write_rules(facts=facts(), language="fr").text

    assert re.findall(r" [;:!?»€]|« |'", text) == []
    assert "L’hiver, chez vous" in text


def test_settings_cannot_forge_an_article():
    title = "X\n\n3. Participation payante\n\nPayez\u2028\x00\u202e."
    rules = write_rules(facts=facts(campaign_title=title), language="fr")

    assert [line for line in rules.text.split("\n") if line.startswith("3. ")] == [
        "3. Participation gratuite et sans obligation d’achat"
    ]
    assert [char for char in rules.text if char in "\x00\u2028\u202e"] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"registration": " "}, "registration"),
        ({"legal_name": ""}, "legal name"),
        ({"contact": " "}, "reach the organiser"),
        ({"campaign_title": ""}, "title"),
        ({"opens_at": datetime(2026, 11, 1)}, "time zone"),  # noqa: DTZ001  naive on purpose
        ({"timezone": "Europe/Nowhere"}, "time zone"),
        ({"closes_at": datetime(2026, 10, 1, tzinfo=UTC)}, "open, then close"),
        ({"party_from_date": date(2026, 11, 1)}, "after the draw"),
        ({"party_until_date": date(2026, 12, 5)}, "after the draw"),
        ({"hosts_wanted": 11}, "add up"),
        ({"hosts_wanted": 0, "strata": ()}, "host"),
        ({"strata": (RulesStratum(name="A", quota=10), RulesStratum(name="B", quota=0))}, "host"),
        ({"minimum_age": 17}, "adults"),
        ({"prizes": ()}, "receives"),
        ({"currency": "USD"}, "one currency"),
        ({"currency": "ZZZ"}, "unknown"),
        ({"liability_cap_minor": -1}, "cap"),
        ({"answer_within_hours": 0}, "time to answer"),
        ({"holdout": -1}, "negative"),
        ({"proof_url": "javascript:alert(1)"}, "web address"),
        ({"seats_min": 13}, "smallest table"),
        ({"clauses": (OwnClause(heading="X", paragraphs=(" ",)),)}, "no text"),
        ({"clauses": (OwnClause(paragraphs=("Y",)),)}, "no heading"),
        ({"clauses": (OwnClause(heading="X", paragraphs=("– 3. Payant",)),)}, "number of an art"),
    ],
)
def test_settings_that_cannot_make_honest_rules_are_refused(changes, words):
    with translation.override("en"), pytest.raises(RulesFactsInvalid, match=words):
        write_rules(facts=facts(**changes), language="fr")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_own_clauses_are_added_or_stand_for_an_optional_article_and_cannot_prevail(language):
    usual = write_rules(facts=facts(), language=language)
    own = write_rules(
        facts=facts(
            clauses=(
                OwnClause(replaces="LIABILITY", paragraphs=("Nous répondons de tout.",)),
                OwnClause(
                    heading="Animaux", paragraphs=("Tous :", "– les chats ;", "– les chiens.")
                ),
            )
        ),
        language=language,
    )

    assert len(own.sections) == len(usual.sections) + 1
    assert [plain(one) for one in own.sections[17][1]] == [
        "Tous :",
        "– les chats ;",
        "– les chiens.",
    ]
    assert own.sections[18][0].split(". ")[1] == usual.sections[17][0].split(". ")[1]
    assert own.sections[18][1] == ("Nous répondons de tout.",)
    # The seventeen before, and the two after, are the same but for the sentence that ranks them.
    kept = [section for number, section in enumerate(usual.sections) if number not in (16, 17)]
    said = {heading.split(". ", 1)[1]: paragraphs for heading, paragraphs in own.sections}
    assert all(said[heading.split(". ", 1)[1]] == paragraphs for heading, paragraphs in kept)
    assert ("prévaut" if language == "fr" else "prevails") in own.sections[16][1][-1]


def test_about_alcohol_is_for_adults_gives_none_and_carries_the_notice():
    french, english = (
        plain(write_rules(facts=facts(alcohol=True), language=one).text) for one in ("fr", "en")
    )

    assert "L’abus d’alcool est dangereux pour la santé, à consommer avec modération." in french
    assert "le kit ne contient pas d’alcool" in french and "aucun mineur" in french
    assert "Alcohol abuse is dangerous for health" in english and "no minor" in english
    assert "Les enfants sont accueillis" not in french and "Children are welcome" not in english
