"""What needs me today: a short list of sentences, the most pressing first, a button each."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.capabilities import Capability, may
from accounts.models import Brand, Membership
from common import clock
from common.counted import counted
from common.look import words
from common.models import OutboxMessage
from desk.access import staff
from desk.context import desk_context
from desk.kit_tasks import kit_tasks
from desk.lately import lately
from desk.tasks import Task, task
from events.models import Campaign, CampaignState
from events.queries import applications as application_queries
from events.queries import campaigns as queries
from events.queries import duplicates as duplicate_queries
from events.queries import holds as hold_queries
from events.queries import parties as party_queries
from guests import queries as guest_queries
from mailing import queries as mail_queries

SOON = timedelta(days=3)


@require_safe
@staff(Capability.SEE_DESK)
def today(request: HttpRequest, brand_slug: str) -> HttpResponse:
    brand: Brand = request.brand  # type: ignore[attr-defined]
    member: Membership = request.membership  # type: ignore[attr-defined]
    at = clock.now()
    tasks = _tasks(brand, member, at)
    open_now = [
        {
            "campaign": campaign,
            "words": queries.wording(campaign, _language()),
            "laid": min(getattr(campaign, "applied", 0), campaign.hosts_wanted),
        }
        for campaign in queries.of_brand(brand.pk).filter(state=CampaignState.PUBLISHED)[:5]
    ]
    return render(
        request,
        "desk/today.html",
        desk_context(
            request,
            "today",
            counts={"today": len(tasks)},
            tasks=tasks,
            open_now=open_now,
            coming=[] if tasks else _coming(brand, at),
            tables=_tables(brand, at),
            late=sum(one.late for one in tasks),
            lately=lately(brand, member, at),
            at=at,
        ),
    )


def _coming(brand: Brand, at: datetime) -> list[dict[str, str]]:
    """The next three dates of this brand, for a day on which nothing waits."""
    dates: list[tuple[datetime, str, str]] = []
    for campaign in queries.of_brand(brand.pk).filter(
        state__in=[CampaignState.PUBLISHED, CampaignState.CLOSED]
    )[:5]:
        named = {"title": _title(campaign)}
        dates += [
            (
                campaign.applications_close_at,
                campaign.timezone,
                _("Applications to “%(title)s” close.") % named,
            ),
            (campaign.draw_at, campaign.timezone, _("“%(title)s” is drawn.") % named),
        ]
    for party in party_queries.coming(brand.pk, at)[:3]:
        if party.starts_at is not None:
            said = _("%(name)s is the host, in %(city)s.") % {
                "name": party.host_first_name,
                "city": party.city,
            }
            dates.append((party.starts_at, party.timezone, said))
    return [
        {
            "day": words.short_day(by, zone, _language()),
            "hour": words.clock_time(by, zone, _language()),
            "say": say,
        }
        for by, zone, say in sorted(one for one in dates if one[0] > at)[:3]
    ]


def _tables(brand: Brand, at: datetime) -> list[dict[str, object]]:
    """The next three parties, each with how its table fills."""
    rows: list[dict[str, object]] = []
    for party in party_queries.coming(brand.pk, at)[:3]:
        invitation = guest_queries.invitation_of(party.pk)
        rows.append(
            {
                "party": party,
                "taken": invitation.taken if invitation else 0,
                "capacity": invitation.capacity if invitation else 0,
            }
        )
    return rows


def _tasks(brand: Brand, member: Membership, at: datetime) -> list[Task]:
    found: list[Task] = []
    if may(member, Capability.EDIT_CAMPAIGN):
        found += _to_publish(brand, at)
        found += _held_back(brand, at)
    if may(member, Capability.SEE_APPLICATIONS):
        found += _closing(brand, at)
        found += _returned(brand, at)
    if may(member, Capability.DECIDE_APPLICATIONS):
        found += _alike(brand, at)
        found += _held(brand, at)
    if may(member, Capability.SEAL):
        found += _to_seal(brand, at)
        found += _edited_draws(brand, at)
        found += _reported_draws(brand, at)
    if may(member, Capability.DRAW):
        found += _to_draw(brand, at, member.user_id)
    if may(member, Capability.SHIP):
        found += kit_tasks(brand, at)
    if may(member, Capability.EDIT_CAMPAIGN):
        found += _parked(at)
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(found, key=lambda task: task.by or far)


def _to_publish(brand: Brand, at: datetime) -> list[Task]:
    return [
        task(
            campaign.applications_open_at,
            campaign.timezone,
            at,
            _("“%(title)s” is a draft.") % {"title": _title(campaign)},
            _("Its applications are to open then; nobody can see it before you publish."),
            _("Check and publish"),
            reverse("desk:campaign", args=[brand.slug, campaign.slug]),
        )
        for campaign in queries.drafts(brand.pk)
    ]


def _held_back(brand: Brand, at: datetime) -> list[Task]:
    """Messages to many that somebody stopped: people wait for them."""
    return [
        task(
            batch.held_at or at,
            brand.timezone,
            at,
            _("A message about “%(title)s” is held back.") % {"title": batch.title},
            _("Nobody has got it; it leaves when you let it go."),
            _("Look at it"),
            reverse("desk:message", args=[brand.slug, batch.code]),
        )
        for batch in mail_queries.held_back(brand.pk)[:10]
    ]


def _returned(brand: Brand, at: datetime) -> list[Task]:
    """Addresses that did not take our mail."""
    found = mail_queries.bounces(brand.pk)
    number, last = found.count(), found.first()
    if last is None:
        return []
    say = ngettext("%(number)s mail came back.", "%(number)s mails came back.", number) % {
        "number": number
    }
    return [
        task(
            last.at,
            brand.timezone,
            at,
            say,
            _("Everyone is owed an answer: ask for another address."),
            _("See returned mail"),
            reverse("desk:bounces", args=[brand.slug]),
        )
    ]


def _closing(brand: Brand, at: datetime) -> list[Task]:
    tasks = []
    for campaign in queries.closing_soon(brand.pk, at, SOON):
        submitted = application_queries.counts(brand.pk, campaign.slug)["submitted"]
        why = ngettext(
            "%(number)s application so far, for %(tables)s.",
            "%(number)s applications so far, for %(tables)s.",
            submitted,
        ) % {
            "number": words.number(submitted, translation.get_language()),
            "tables": counted(campaign.hosts_wanted, "table"),
        }
        tasks.append(
            task(
                campaign.applications_close_at,
                campaign.timezone,
                at,
                _("Applications to “%(title)s” close soon.") % {"title": _title(campaign)},
                why,
                _("See applications"),
                f"{reverse('desk:applications', args=[brand.slug])}?campaign={campaign.slug}",
            )
        )
    return tasks


def _alike(brand: Brand, at: datetime) -> list[Task]:
    """Likely duplicates that nobody has looked at, of each campaign whose list is not sealed."""
    return [
        task(
            campaign.draw_at,
            campaign.timezone,
            at,
            ngettext(
                "%(number)s group of applications to “%(title)s” looks like one person or one home.",
                "%(number)s groups of applications to “%(title)s” look like one person or one home.",
                number,
            )
            % {"number": number, "title": _title(campaign)},
            _("Until you decide, the same mailbox, telephone or address counts as one home."),
            _("Look at them"),
            f"{reverse('desk:duplicates', args=[brand.slug])}?campaign={campaign.slug}",
        )
        for campaign, number in duplicate_queries.waiting(brand.pk)
    ]


def _held(brand: Brand, at: datetime) -> list[Task]:
    """Held applications that wait for somebody, of each campaign whose list is not sealed."""
    return [
        task(
            campaign.draw_at,
            campaign.timezone,
            at,
            ngettext(
                "%(number)s application to “%(title)s” is held for you to look at.",
                "%(number)s applications to “%(title)s” are held for you to look at.",
                number,
            )
            % {"number": number, "title": _title(campaign)},
            _("The list cannot be sealed before you let them through or refuse them."),
            _("Look at them"),
            f"{reverse('desk:holds', args=[brand.slug])}?campaign={campaign.slug}",
        )
        for campaign, number in hold_queries.waiting(brand.pk)
    ]


def _to_seal(brand: Brand, at: datetime) -> list[Task]:
    return [
        task(
            campaign.draw_at,
            campaign.timezone,
            at,
            _("The list of “%(title)s” is to be sealed.") % {"title": _title(campaign)},
            _("Sealing publishes its fingerprint; somebody else then draws."),
            _("Seal the list"),
            reverse("desk:draw", args=[brand.slug, campaign.slug]),
        )
        for campaign in queries.to_seal(brand.pk, at)
    ]


def _to_draw(brand: Brand, at: datetime, user_id: int) -> list[Task]:
    return [
        task(
            draw.round_at or draw.campaign.draw_at,
            draw.campaign.timezone,
            at,
            _("“%(title)s” is sealed and waits for its draw.") % {"title": _title(draw.campaign)},
            _("Whoever sealed it may not draw it."),
            _("Go to the draw"),
            reverse("desk:draw", args=[brand.slug, draw.campaign.slug]),
        )
        for draw in queries.to_draw(brand.pk, by=user_id)
    ]


def _edited_draws(brand: Brand, at: datetime) -> list[Task]:
    """Draws whose rows no longer lead to the published root or result."""
    return [
        task(
            draw.audited_at or at,
            draw.campaign.timezone,
            at,
            _("The draw of “%(title)s” was edited in the database.")
            % {"title": _title(draw.campaign)},
            draw.audit_fault,
            _("Go to the draw"),
            reverse("desk:draw", args=[brand.slug, draw.campaign.slug]),
        )
        for draw in queries.edited_draws(brand.pk)
    ]


def _reported_draws(brand: Brand, at: datetime) -> list[Task]:
    """Draws for which somebody holds another root than the published one."""
    return [
        task(
            draw.reported_at,  # type: ignore[attr-defined]
            draw.campaign.timezone,
            at,
            _("Another root was reported for the draw of “%(title)s”.")
            % {"title": _title(draw.campaign)},
            _("Somebody’s mail shows it. Two roots for one draw would be two lists."),
            _("Look into it"),
            reverse("desk:draw", args=[brand.slug, draw.campaign.slug]),
        )
        for draw in queries.reported_draws(brand.pk)
    ]


def _parked(at: datetime) -> list[Task]:
    number = OutboxMessage.objects.filter(parked_at__isnull=False, done_at__isnull=True).count()
    if not number:
        return []
    say = ngettext(
        "%(number)s message of the house could not be delivered.",
        "%(number)s messages of the house could not be delivered.",
        number,
    ) % {"number": number}
    return [Task(at, _("now"), "", True, say, _("Whoever runs the server can retry them."), "", "")]


def _title(campaign: Campaign) -> str:
    return queries.wording(campaign, _language()).title


def _language() -> str:
    return translation.get_language() or "fr"
