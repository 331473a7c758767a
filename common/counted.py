"""Counted nouns in the reader's language: "1 table", "18,420 people".

A sentence that counts two things cannot be one plural, because each noun follows its own number.
Such a sentence takes its second count from here, whole: ``tables=counted(10, "table")``.
"""

from django.utils.translation import get_language, ngettext_lazy

from common.look import words

_NOUNS = {
    "adult": ngettext_lazy("%(figure)s adult", "%(figure)s adults", "number"),
    "application": ngettext_lazy("%(figure)s application", "%(figure)s applications", "number"),
    "chair": ngettext_lazy("%(figure)s chair", "%(figure)s chairs", "number"),
    "child": ngettext_lazy("%(figure)s child", "%(figure)s children", "number"),
    "credited order": ngettext_lazy(
        "%(figure)s credited order", "%(figure)s credited orders", "number"
    ),
    "eligible home": ngettext_lazy(
        "%(figure)s eligible home", "%(figure)s eligible homes", "number"
    ),
    "guest": ngettext_lazy("%(figure)s expected guest", "%(figure)s expected guests", "number"),
    "home": ngettext_lazy("%(figure)s home", "%(figure)s homes", "number"),
    "host": ngettext_lazy("%(figure)s host", "%(figure)s hosts", "number"),
    "person": ngettext_lazy("%(figure)s person", "%(figure)s people", "number"),
    "place": ngettext_lazy("%(figure)s place", "%(figure)s places", "number"),
    "second": ngettext_lazy("%(figure)s second", "%(figure)s seconds", "number"),
    "table": ngettext_lazy("%(figure)s table", "%(figure)s tables", "number"),
    "visit": ngettext_lazy("%(figure)s visit", "%(figure)s visits", "number"),
}


def counted(number: int, noun: str) -> str:
    """Return the figure and its noun; ``noun`` is one of those above, in the singular."""
    return str(_NOUNS[noun] % {"number": number, "figure": words.number(number, get_language())})
