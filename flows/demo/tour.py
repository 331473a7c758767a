"""What there is to look at, stage by stage: every link leads to a page that shows something."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import (
    Application,
    ApplicationState,
    Campaign,
    CampaignState,
    Draw,
    DrawState,
    Party,
    PartyState,
    Place,
    PlaceState,
    RecruitingLink,
)
from events.queries import campaigns as queries
from events.queries import draws as draw_queries
from flows.demo.people import Person
from guests.models import Guest, Invitation, Seating
from kits.models import Kit, KitState

Link = tuple[str, str]  # what the link says, where it leads


@dataclass(frozen=True)
class Stop:
    """One campaign: its name, whose it is, and the pages worth opening at its stage."""

    title: str
    brand: str
    links: list[Link]


@dataclass(frozen=True)
class Stage:
    """One chapter of the story, with the campaigns that are in it now."""

    title: str | Promise
    says: str | Promise
    stops: list[Stop]


def says(one: Person) -> str | Promise:
    """Return what is true of a prepared person now: the visitor may have gone on with their story."""
    if one.key == "fan":
        applied = Application.objects.filter(user__email=one.email).order_by("-pk")
        return FAN.get(applied.values_list("state", flat=True).first() or "", one.says)
    if one.key == "host-soon":
        held = Party.objects.filter(host__email=one.email).order_by("-pk")
        return HOST.get(held.values_list("state", flat=True).first() or "", one.says)
    return one.says


FAN: dict[str, Promise] = {
    ApplicationState.DRAFT: gettext_lazy("A fan, whose application is begun"),
    ApplicationState.SUBMITTED: gettext_lazy("A fan, who has applied"),
    ApplicationState.WITHDRAWN: gettext_lazy("A fan, who took her application back"),
}
HOST: dict[str, Promise] = {
    PartyState.HELD: gettext_lazy("A host whose evening is over"),
    PartyState.CANCELLED: gettext_lazy("A host who called her evening off"),
}


def stages() -> list[Stage]:
    """Return every stage that some campaign is in, in the order of the story."""
    found: dict[str, list[Stop]] = {key: [] for key in STAGES}
    campaigns = Campaign.objects.exclude(state=CampaignState.DRAFT).select_related("brand")
    for campaign in campaigns.order_by("applications_close_at", "pk"):
        draw = draw_queries.living_draw(campaign)
        stage = campaign.state
        if stage == CampaignState.CLOSED and draw is not None and draw.state == DrawState.SEALED:
            stage = "SEALED"
        words = queries.wording(campaign, translation.get_language() or "fr")
        links = [(_("The campaign’s page"), reverse("web:campaign", args=[campaign.slug]))]
        links += LINKS[stage](campaign, draw) if stage in LINKS else []
        found[stage].append(Stop(words.title, campaign.brand.name, links))
    return [Stage(*STAGES[key], stops) for key, stops in found.items() if stops]


STAGES: dict[str, tuple[Promise, Promise]] = {
    CampaignState.PUBLISHED: (
        gettext_lazy("Open"),
        gettext_lazy("Fans apply; the odds move with each of them."),
    ),
    CampaignState.CLOSED: (
        gettext_lazy("Closed"),
        gettext_lazy("The list is complete and waits to be sealed."),
    ),
    "SEALED": (
        gettext_lazy("Sealed and waiting"),
        gettext_lazy("The list is frozen; the chance that will order it does not exist yet."),
    ),
    CampaignState.DRAWN: (
        gettext_lazy("Drawn and answering"),
        gettext_lazy("Hosts say yes or no; each no passes the place on."),
    ),
    CampaignState.RUNNING: (
        gettext_lazy("Under way"),
        gettext_lazy(
            "Kits travel, tables fill, evenings are held; now and then one is called off."
        ),
    ),
    CampaignState.FINISHED: (
        gettext_lazy("Finished"),
        gettext_lazy("What friends bought is credited to their hosts, reason by reason."),
    ),
    CampaignState.CANCELLED: (gettext_lazy("Cancelled"), gettext_lazy("Everybody was told why.")),
}


def _open(campaign: Campaign, draw: Draw | None) -> Iterator[Link]:
    yield _("Its rules"), reverse("web:campaign-rules", args=[campaign.slug])
    link = RecruitingLink.objects.filter(campaign=campaign).select_related("link").first()
    if link is not None:
        yield (
            _("As somebody who comes from %(network)s") % {"network": link.network},
            reverse("web:recruit", args=[link.link.slug]),
        )
    yield from _desk(_("Its applications, at the desk"), "desk:applications", campaign)


def _sealed(campaign: Campaign, draw: Draw | None) -> Iterator[Link]:
    if draw is not None:
        yield _("The seal, as anyone may check it"), reverse("web:proof", args=[draw.code])
    yield from _receipt(campaign)
    yield from _desk(_("The draw, at the desk"), "desk:draw", campaign, campaign.slug)


def _answering(campaign: Campaign, draw: Draw | None) -> Iterator[Link]:
    asked = Place.objects.filter(draw=draw, state=PlaceState.ASKED).select_related(
        "rank__entrant__application"
    )
    for first, said in ((True, _("Drawn, and asked")), (False, _("An alternate, now asked"))):
        place = asked.filter(replaces__isnull=first).order_by("pk").first()
        if place is not None and place.rank.entrant.application is not None:
            yield said, reverse("web:status", args=[place.rank.entrant.application.code])
    lost = Application.objects.filter(campaign=campaign, state=ApplicationState.SUBMITTED)
    told = lost.exclude(pk__in=Place.objects.filter(draw=draw).values("rank__entrant__application"))
    application = told.order_by("pk").first()
    if application is not None:
        yield _("Not drawn, and why"), reverse("web:status", args=[application.code])
    if draw is not None:
        yield _("The proof of the draw"), reverse("web:proof", args=[draw.code])
    yield from _invitations(campaign)
    yield from _desk(_("The draw, at the desk"), "desk:draw", campaign, campaign.slug)


def _running(campaign: Campaign, draw: Draw | None) -> Iterator[Link]:
    yield from _invitations(campaign)
    yield from _hosts(campaign)
    waiting = Guest.objects.filter(
        invitation__party__campaign=campaign, rsvp__seating=Seating.WAITING
    )
    guest = waiting.order_by("pk").first()
    if guest is not None:
        yield _("A friend on the waiting list"), reverse("web:guest", args=[guest.code])
    yield from _desk(_("The kits, at the desk"), "desk:shipping", campaign)
    kits = Kit.objects.filter(party__campaign=campaign).order_by("must_ship_by_date", "pk")
    for state, said in (
        (KitState.PACKED, _("A kit that should have left")),
        (KitState.SHORT, _("A kit that waits for stock")),
    ):
        kit = kits.filter(state=state).first()
        if kit is not None:
            yield from _desk(said, "desk:shipping-kit", campaign, kit.code)


def _finished(campaign: Campaign, draw: Draw | None) -> Iterator[Link]:
    if draw is not None:
        yield _("The proof of the draw"), reverse("web:proof", args=[draw.code])
    yield from _desk(_("Its report, at the desk"), "desk:report-of", campaign, campaign.slug)
    yield from _desk(_("Its orders, at the desk"), "desk:orders", campaign)
    yield from _desk(_("What the shop sent, at the desk"), "desk:shops", campaign)


LINKS: dict[str, Callable[[Campaign, Draw | None], Iterator[Link]]] = {
    CampaignState.PUBLISHED: _open,
    "SEALED": _sealed,
    CampaignState.DRAWN: _answering,
    CampaignState.RUNNING: _running,
    CampaignState.FINISHED: _finished,
}


def _receipt(campaign: Campaign) -> Iterator[Link]:
    application = (
        Application.objects.filter(campaign=campaign, state=ApplicationState.SUBMITTED)
        .order_by("pk")
        .first()
    )
    if application is not None:
        yield _("An application, sealed in"), reverse("web:status", args=[application.code])


def _invitations(campaign: Campaign) -> Iterator[Link]:
    """One invitation with free chairs, one without, one called off."""
    found = Invitation.objects.filter(party__campaign=campaign).select_related("link", "party")
    scheduled = found.filter(party__state=PartyState.SCHEDULED).order_by("party__starts_at", "pk")
    for invitation, said in (
        (scheduled.filter(taken__gt=0, taken__lt=F("capacity")).first(), _("An invitation")),
        (scheduled.filter(taken__gte=F("capacity")).first(), _("An invitation to a full table")),
        (
            found.filter(party__state=PartyState.CANCELLED).first(),
            _("An invitation that was called off"),
        ),
    ):
        if invitation is not None:
            yield said, reverse("web:invitation", args=[invitation.link.slug])


def _hosts(campaign: Campaign) -> Iterator[Link]:
    parties = Party.objects.filter(campaign=campaign)
    upcoming = parties.filter(state=PartyState.SCHEDULED).order_by("starts_at", "pk").first()
    undecided = parties.filter(state=PartyState.TO_SCHEDULE).order_by("pk").first()
    for party, said in (
        (upcoming, _("A host’s page, days before")),
        (undecided, _("A host who has yet to choose an evening")),
    ):
        if party is not None:
            yield said, reverse("web:host", args=[party.code])


def _desk(said: str, name: str, campaign: Campaign, *more: str) -> Iterator[Link]:
    yield said, reverse(name, args=[campaign.brand.slug, *more])
