"""The promo code and the shop link of a party, each guest's own link, an entrant's without a kit."""

from datetime import datetime

from django.db import IntegrityError, transaction

from common import codes
from events.models import Application, Arm, Campaign, DrawState, Party, Rank
from guests.models import Guest
from links.domain import links
from links.models import LinkKind
from sales.models import PromoCode, ShareOnlyLink, ShopLink

TRIES = 5


@transaction.atomic
def open_for(*, party: Party, at: datetime) -> tuple[PromoCode, ShopLink | None]:
    """Give ``party`` its code and its link to the shop; a second call returns the same.

    The link is None while the campaign names no shop.
    """
    return _code(party=party, at=at), _link(party=party, guest=None, at=at)


@transaction.atomic
def guest_link(*, guest: Guest, at: datetime) -> ShopLink | None:
    """Give ``guest`` their own link to the shop; a second call returns the same."""
    return _link(party=guest.invitation.party, guest=guest, at=at)


@transaction.atomic
def share_only_link(*, application: Application, at: datetime) -> ShareOnlyLink | None:
    """Give an entrant without a kit their link to the shop; a second call returns the same.

    One that ended with a void draw leads on again. None while the campaign names no shop.
    """
    existing = ShareOnlyLink.objects.filter(application=application).select_related("link").first()
    campaign = application.campaign
    if existing is not None and existing.link.revoked_at is not None:
        links.reopen(link=existing.link)
    if existing is not None or not campaign.shop_url:
        return existing
    link = links.create(
        brand=campaign.brand, kind=LinkKind.SHOP, target_url=campaign.shop_url, at=at
    )
    return ShareOnlyLink.objects.create(application=application, link=link)


def end_share_only_links(*, campaign: Campaign, at: datetime) -> int:
    """End the links without a kit that no draw gives any more; returns how many were open."""
    living = Rank.objects.filter(
        draw__campaign=campaign, draw__state=DrawState.DRAWN, arm=Arm.SHARE_ONLY
    )
    given = (
        ShareOnlyLink.objects.filter(application__campaign=campaign)
        .exclude(application__in=living.values("entrant__application"))
        .select_related("link")
    )
    return sum(links.revoke(link=one.link, at=at) for one in given.order_by("pk"))


def _code(*, party: Party, at: datetime) -> PromoCode:
    existing = PromoCode.objects.filter(party=party).first()
    if existing is not None:
        return existing
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return PromoCode.objects.create(
                    brand=party.campaign.brand, party=party, code=codes.promo(), created_at=at
                )
        except IntegrityError:
            existing = PromoCode.objects.filter(party=party).first()
            if existing is not None:
                return existing
    raise RuntimeError("no free promo code was found")


def _link(*, party: Party, guest: Guest | None, at: datetime) -> ShopLink | None:
    existing = ShopLink.objects.filter(party=party, guest=guest).select_related("link").first()
    if existing is not None or not party.campaign.shop_url:
        return existing
    try:
        with transaction.atomic():
            link = links.create(
                brand=party.campaign.brand,
                kind=LinkKind.SHOP,
                target_url=party.campaign.shop_url,
                at=at,
            )
            return ShopLink.objects.create(party=party, guest=guest, link=link)
    except IntegrityError:
        return ShopLink.objects.filter(party=party, guest=guest).select_related("link").first()
