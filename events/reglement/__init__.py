"""The rules of a campaign (*règlement*), written from its settings in French and in English.

This is the one place that holds both languages as texts of their own: each is written, not
translated, because both are contracts. The French one prevails and says so.
"""

from events.reglement.english import write_english
from events.reglement.facts import (
    OwnClause,
    Retention,
    RulesFacts,
    RulesFactsInvalid,
    RulesPrize,
    RulesQuestion,
    RulesStratum,
    check,
)
from events.reglement.french import write_french
from events.reglement.text import Language, RulesText, Section


def write_rules(*, facts: RulesFacts, language: Language) -> RulesText:
    """The rules in one language. Equal facts give equal bytes and so an equal ``sha256``.

    Raises RulesFactsInvalid, with a sentence for the organiser, where the facts contradict each
    other or the law.
    """
    check(facts)
    return write_french(facts) if language == "fr" else write_english(facts)


__all__ = [
    "Language",
    "OwnClause",
    "Retention",
    "RulesFacts",
    "RulesFactsInvalid",
    "RulesPrize",
    "RulesQuestion",
    "RulesStratum",
    "RulesText",
    "Section",
    "write_rules",
]
