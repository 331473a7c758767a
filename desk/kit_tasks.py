"""What the boxes ask of whoever packs and sends them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Brand
from desk.tasks import Task, task
from kits.models import Kit, KitState
from kits.queries import Readiness, late_on_the_road, readiness, to_ship


def kit_tasks(brand: Brand, at: datetime) -> list[Task]:
    """Boxes that must leave, that cannot arrive any more, and parcels that should have arrived."""
    tasks = []
    for kit in to_ship(brand.pk)[:20]:
        zone = kit.party.campaign.timezone
        day = at.astimezone(ZoneInfo(zone)).date()
        if kit.must_ship_by_date is not None and readiness(kit, day) != Readiness.GREEN:
            tasks.append(_kit_task(kit, at, *_box_words(kit, day)))
    today = at.astimezone(ZoneInfo(brand.timezone)).date()
    tasks += [
        _kit_task(
            kit,
            at,
            _("The parcel for %(name)s, in %(city)s, is late on the road.") % _whose(kit),
            _("Ask the carrier, and tell the host what is known."),
            _("Follow it"),
        )
        for kit in late_on_the_road(brand.pk, today)
    ]
    return tasks


def _kit_task(kit: Kit, at: datetime, say: str, why: str, button: str) -> Task:
    assert kit.must_ship_by_date is not None
    zone = kit.party.campaign.timezone
    by = datetime.combine(kit.must_ship_by_date, datetime.min.time(), ZoneInfo(zone))
    url = reverse("desk:shipping-kit", args=[kit.party.campaign.brand.slug, kit.code]) + "#box"
    return task(by.replace(hour=18), zone, at, say, why, button, url)


def _box_words(kit: Kit, day: date) -> tuple[str, str, str]:
    """What a box that has not left asks for: the sentence, the reason, the button."""
    lands = day + timedelta(days=kit.party.campaign.transit_days)
    starts_at = kit.party.starts_at
    evening = starts_at and starts_at.astimezone(ZoneInfo(kit.party.timezone)).date()
    if evening is not None and lands > evening:
        return (
            _("The box for %(name)s, in %(city)s, cannot arrive before the evening any more.")
            % _whose(kit),
            _("Agree on another day with the host, or have it carried."),
            _("See the box"),
        )
    say = _("The box for %(name)s, in %(city)s, has to leave.") % _whose(kit)
    if kit.state == KitState.SHORT:
        return say, _("It is short of something."), _("See what is missing")
    if kit.state == KitState.PACKED:
        return say, _("It is packed, and waits for its carrier."), _("Send it")
    return say, _("Everything is there."), _("Prepare it")


def _whose(kit: Kit) -> dict[str, str]:
    return {"name": kit.party.host_first_name, "city": kit.party.city}
