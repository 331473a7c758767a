"""One fictional campaign, as the rules tests vary it."""

from datetime import UTC, date, datetime
from typing import Any

from events.reglement import RulesFacts, RulesPrize, RulesStratum


def facts(**changes: Any) -> RulesFacts:
    values: dict[str, Any] = {
        "organiser_name": "Maison Alma",
        "legal_name": "Alma Exemple SAS",
        "registration": "RCS Exempleville 000 000 000",
        "address": "1, place de l'Exemple, 93100 Montreuil",
        "contact": "bonjour@alma.example",
        "campaign_title": "L'hiver, chez vous",
        "kind": "PARTY",
        "opens_at": datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        "closes_at": datetime(2026, 11, 22, 22, 59, tzinfo=UTC),
        "draw_at": datetime(2026, 11, 24, 17, 0, tzinfo=UTC),
        "party_from_date": date(2026, 12, 5),
        "party_until_date": date(2026, 12, 21),
        "timezone": "Europe/Paris",
        "hosts_wanted": 10,
        "strata": (
            RulesStratum(name="Île-de-France", quota=3),
            RulesStratum(name="Nord-Ouest", quota=2),
            RulesStratum(name="Nord-Est", quota=2),
            RulesStratum(name="Sud-Ouest", quota=1),
            RulesStratum(name="Sud-Est", quota=2),
        ),
        "prizes": (
            RulesPrize(name="Nappe de lin", kind="GIVEN", value_minor=8_900, currency="EUR"),
            RulesPrize(
                name="Coffret d’œufs en chocolat",
                kind="GIVEN",
                value_minor=1_250,
                currency="EUR",
                quantity=8,
            ),
            RulesPrize(
                name="Portant de dix manteaux",
                kind="LOANED",
                value_minor=245_000,
                currency="EUR",
            ),
        ),
        "liability_cap_minor": 15_000,
        "cooldown_days": 365,
        "share_only": 40,
        "holdout": 1,
        "compares_orders": True,
        "compared_from_date": date(2026, 11, 25),
        "compared_until_date": date(2027, 2, 1),
        "page_url": "https://alma.example/c/hiver",
        "proof_url": "https://alma.example/proof/7k2m",
    }
    return RulesFacts(**values | changes)
