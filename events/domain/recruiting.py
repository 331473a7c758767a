"""Recruiting links: one per network or creator, so that its applications can be counted."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from events.models import Campaign, RecruitingLink
from links.domain import links
from links.models import LinkKind


class LinkKnown(Exception):
    """There is a link for this network and creator already."""


@transaction.atomic
def open_link(
    *, campaign: Campaign, network: str, label: str, by: User | str, at: datetime
) -> RecruitingLink:
    """Make a link for one network and, if said, one creator. ``by`` is a person, or the name of the
    software that asks, as the audit has it ("api_key:3"). Raises LinkKnown."""
    try:
        with transaction.atomic():
            made = RecruitingLink.objects.create(
                campaign=campaign,
                link=links.create(brand=campaign.brand, kind=LinkKind.RECRUIT, at=at),
                network=network.strip(),
                label=label.strip(),
            )
    except IntegrityError as error:
        raise LinkKnown(_("There is a link for this network and creator already.")) from error
    _write_down(made, "recruiting_link.opened", by, at)
    return made


class LinkEnded(Exception):
    """The link was ended for good, or there was nothing to change; the message says which."""


@transaction.atomic
def pause(*, recruiting: RecruitingLink, by: User, at: datetime) -> None:
    """Let a link lead nowhere for a while; it keeps its address and figures. Raises LinkEnded."""
    if not links.pause(link=recruiting.link, at=at):
        raise LinkEnded(_("This link leads nowhere already."))
    _write_down(recruiting, "recruiting_link.paused", by, at)


@transaction.atomic
def resume(*, recruiting: RecruitingLink, by: User, at: datetime) -> None:
    """Let a paused link lead on. Raises LinkEnded."""
    if not links.resume(link=recruiting.link):
        raise LinkEnded(_("This link is not paused, or was ended meanwhile."))
    _write_down(recruiting, "recruiting_link.resumed", by, at)


@transaction.atomic
def end(*, recruiting: RecruitingLink, by: User, at: datetime) -> None:
    """End a link for good: printed codes of it lead nowhere any more. Raises LinkEnded."""
    if not links.revoke(link=recruiting.link, at=at):
        raise LinkEnded(_("This link was ended before."))
    _write_down(recruiting, "recruiting_link.ended", by, at)


@transaction.atomic
def rename(*, recruiting: RecruitingLink, label: str, by: User, at: datetime) -> None:
    """Say another creator or post of a link. Raises LinkKnown."""
    try:
        with transaction.atomic():
            RecruitingLink.objects.filter(pk=recruiting.pk).update(label=label.strip())
    except IntegrityError as error:
        raise LinkKnown(_("There is a link for this network and creator already.")) from error
    _write_down(recruiting, "recruiting_link.renamed", by, at)


def _write_down(recruiting: RecruitingLink, action: str, by: User | str, at: datetime) -> None:
    audit.record(
        chain=f"brand:{recruiting.campaign.brand_id}",
        actor=by if isinstance(by, str) else f"user:{by.pk}",
        action=action,
        subject=f"campaign:{recruiting.campaign_id}",
        data={"link_id": recruiting.link_id},
        at=at,
    )
