"""Reading who witnesses a draw. Reads only."""

from django.db.models import Exists, OuterRef

from events.models import Campaign, Draw, DrawWitness


def by_code(code: str) -> DrawWitness | None:
    """The witness whose page this is."""
    found: DrawWitness | None = (
        DrawWitness.objects.select_related("campaign__brand").filter(code=code).first()
    )
    return found


def asked_for(campaign: Campaign) -> list[DrawWitness]:
    """The witnesses asked for the draw that is not sealed yet, in the order they were asked."""
    sealed = Draw.every.filter(code=OuterRef("draw_code"))
    return list(DrawWitness.objects.filter(~Exists(sealed), campaign=campaign).order_by("pk"))


def of_draw(draw: Draw) -> list[DrawWitness]:
    """The witnesses who were asked for this draw."""
    return list(DrawWitness.objects.filter(draw_code=draw.code).order_by("pk"))


def draw_of(witness: DrawWitness) -> Draw | None:
    """The draw they committed to, once its root is public."""
    found: Draw | None = Draw.objects.filter(code=witness.draw_code).first()
    return found
