"""The fourteen allergens that must be made known (Regulation (EU) No 1169/2011, annex II)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

ALLERGENS = {
    "GLUTEN": _("Gluten"),
    "CRUSTACEANS": _("Crustaceans"),
    "EGGS": _("Eggs"),
    "FISH": _("Fish"),
    "PEANUTS": _("Peanuts"),
    "SOY": _("Soy"),
    "MILK": _("Milk"),
    "NUTS": _("Nuts"),
    "CELERY": _("Celery"),
    "MUSTARD": _("Mustard"),
    "SESAME": _("Sesame"),
    "SULPHITES": _("Sulphites"),
    "LUPIN": _("Lupin"),
    "MOLLUSCS": _("Molluscs"),
}


def names(codes: Iterable[str]) -> list[str]:
    """Name known codes in the active language, in the order of the regulation."""
    wanted = set(codes)
    return [str(name) for code, name in ALLERGENS.items() if code in wanted]
