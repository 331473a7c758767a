"""The colours a brand wears: set, guarded, taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import Brand, User
from common import audit
from common.look import themes
from common.look.contrast import Weak


class Unreadable(Exception):
    """A theme with words that cannot be read; ``weak`` says which, scheme by scheme."""

    def __init__(self, weak: Mapping[str, list[Weak]]) -> None:
        super().__init__("A pair of colours has too little contrast.")
        self.weak = weak


@transaction.atomic
def set_theme(*, brand: Brand, theme: themes.Theme, by: User | None, at: datetime) -> bool:
    """Dress the brand in ``theme``; the one it wore is kept for ``undo_theme``.

    False when it wears it already. Raises Unreadable, and themes.NotATheme for anything that is
    not a theme.
    """
    if not themes.valid(theme):
        raise themes.NotATheme("This is not a theme.")
    weak = themes.weaknesses(theme)
    if any(weak.values()):
        raise Unreadable(weak)
    return _wear(brand, theme, "brand.theme_set", by, at)


@transaction.atomic
def reset_theme(*, brand: Brand, by: User | None, at: datetime) -> bool:
    """Go back to the house look; the theme is kept for ``undo_theme``. False if it had none."""
    return _wear(brand, {}, "brand.theme_reset", by, at)


@transaction.atomic
def undo_theme(*, brand: Brand, by: User | None, at: datetime) -> bool:
    """Put the theme before this one back; a second undo takes the first back. False: none kept."""
    swapped = Brand.objects.filter(pk=brand.pk, theme_before__isnull=False).update(
        theme=F("theme_before"), theme_before=F("theme")
    )
    if swapped:
        _note(brand, "brand.theme_undone", by, at)
    return bool(swapped)


def _wear(brand: Brand, theme: dict[str, Any], action: str, by: User | None, at: datetime) -> bool:
    changed = (
        Brand.objects.filter(pk=brand.pk)
        .exclude(theme=theme)
        .update(theme_before=F("theme"), theme=theme)
    )
    if changed:
        _note(brand, action, by, at)
    return bool(changed)


def _note(brand: Brand, action: str, by: User | None, at: datetime) -> None:
    brand.refresh_from_db(fields=["theme", "theme_before"])
    audit.record(
        chain=f"brand:{brand.pk}",
        actor=f"user:{by.pk}" if by else "system",
        action=action,
        subject=f"brand:{brand.pk}",
        data={"theme_version": brand.theme_version},
        at=at,
    )
