"""Which pages there are to look at, read from the database of a running demo house.

The process must be in the mode and the folder of that house: ``shots.open_books``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Membership
from events.models import (
    Application,
    Campaign,
    Draw,
    DrawWitness,
    DuplicateGroup,
    LeadImport,
    Party,
    Place,
    RecruitingLink,
)
from flows.demo.people import BRAND_SLUG, PEOPLE, SWEET_SLUG
from guests.models import Guest, Invitation
from kits.models import Item, Kit
from mailing.models import Batch, Message
from sales.models import Order, Shop
from shots_people import WAITS_FOR_CODE, WAITS_FOR_DIGITS

NOBODY = ""
# Pages that allauth names, and who may see them.
ACCOUNT = {
    NOBODY: (
        "account_login",
        "account_signup",
        "account_request_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_inactive",
        "account_email_verification_sent",
        "account_reset_password_from_key_done",
    ),
    "host": (
        "web:account",
        "web:own-data",
        "account_email",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_generate_recovery_codes",
        "account_set_password",
        "usersessions_list",
    ),
}
# Looked at after every moment, because every moment changes them; others once, when they are new.
ALWAYS = ("today-organiser", "today-officer", "today-logistics")
ERRORS = ("400", "403", "403_csrf", "404", "413", "429", "500")


@dataclass(frozen=True)
class Page:
    """One address to look at. ``room`` groups the contact sheet; ``who`` is a demo person's key."""

    room: str
    name: str
    path: str
    who: str = NOBODY
    wide: bool = True  # False: a mail or an error, for which one width says enough


def every_page() -> list[Page]:
    """Return each page once, in the state it is in now, without a name twice."""
    found: dict[tuple[str, str], Page] = {}
    for page in [
        *_public(),
        *_personal(),
        *_account(),
        *_desk(),
        *_trials(),
        *_mails(),
        *_errors(),
    ]:
        found.setdefault((page.room, page.name), page)
    return list(found.values())


def new_pages(seen: set[tuple[str, str]]) -> list[Page]:
    """Return the pages to look at at this moment, and add them to ``seen`` (room and name)."""
    found = [
        page
        for page in every_page()
        if (page.room, page.name) not in seen or page.name.startswith(ALWAYS)
    ]
    seen |= {(page.room, page.name) for page in found}
    return found


def error_page(name: str, language: str) -> str:
    """Return the HTML of an error's page, which no address gives at will."""
    with translation.override(language):
        return render_to_string(f"{name}.html", {"demo": True})


def _public() -> Iterator[Page]:
    for name in ("home", "demo", "demo-mail", "styleguide", "styleguide-visitor"):
        yield Page("public", name, reverse(f"web:{name}"))
    told = Campaign.objects.exclude(state="DRAFT").order_by("pk")
    for campaign in _one_each(told, lambda one: (one.brand_id, one.state)):
        state = f"{campaign.state}-{campaign.brand.slug}".lower()
        yield Page("public", f"campaign-{state}", reverse("web:campaign", args=[campaign.slug]))
        yield Page("public", f"rules-{state}", reverse("web:campaign-rules", args=[campaign.slug]))
        yield Page("public", f"apply-{state}", reverse("web:apply", args=[campaign.slug]))
        for step in ("you", *(["agree"] if _written(campaign) else [])):
            path = reverse(f"web:apply-{step}", args=[campaign.slug])
            yield Page("public", f"apply-{step}-{state}", path, "fan")
    for draw in _one_each(Draw.objects.order_by("pk"), _decided):
        path = reverse("web:proof", args=[draw.code])
        yield Page("public", "-".join(("proof", *_decided(draw))).lower(), path)
        yield Page("public", "proof-root", reverse("web:proof-root", args=[draw.code]))
        entrant = draw.entrants.order_by("pk").first() if hasattr(draw, "entrants") else None
        if entrant is not None:
            yield Page("public", "proof-receipt", f"{path}?receipt={entrant.public_id}")

    for witness in DrawWitness.objects.order_by("pk")[:1]:
        yield Page("public", "witness", reverse("web:witness", args=[witness.code]))


def _written(campaign: Campaign) -> bool:
    """Whether the fan has answered everything and not handed it in: the last step shows then."""
    fan = next(one.email for one in PEOPLE if one.key == "fan")
    begun = Application.objects.filter(campaign=campaign, user__email=fan, state="DRAFT")
    return begun.exclude(address_line="").exclude(seats=None).exists()


def _decided(draw: Draw) -> tuple[str, ...]:
    return (draw.state, "known" if draw.randomness else "waiting")


def _personal() -> Iterator[Page]:
    placed = dict(
        Place.objects.order_by("pk").values_list("rank__entrant__application_id", "state")
    )
    rows = Application.objects.select_related("campaign").order_by("pk")
    kinds = _one_each(
        rows, lambda one: (one.campaign.state, one.state, one.verdict, placed.get(one.pk, ""))
    )
    for one in kinds:
        words = [one.campaign.state, one.state, one.verdict, placed.get(one.pk, "")]
        name = "-".join(word.lower() for word in words if word)
        yield Page("status", f"status-{name}", reverse("web:status", args=[one.code]))
        if one.state == "SUBMITTED" and one.campaign.state == "PUBLISHED":
            for action in ("edit", "withdraw"):
                yield Page("status", action, reverse(f"web:status-{action}", args=[one.code]))
        if placed.get(one.pk) == "ASKED":
            yield Page("status", "answer", reverse("web:answer", args=[one.code]))
    host = next(one.email for one in PEOPLE if one.key == "host")
    for one in Application.objects.filter(user__email=host).order_by("pk")[:1]:
        yield Page("status", "erase", reverse("web:status-erase", args=[one.code]), "host")
    for party in _one_each(Party.objects.order_by("-pk"), _standing):
        name = "-".join(str(part).lower() for part in _standing(party))
        yield Page("host", f"host-{name}", reverse("web:host", args=[party.code]))
        if party.state in {"TO_SCHEDULE", "SCHEDULED"}:
            for action in ("address", "date", "cancel"):
                path = reverse(f"web:host-{action}", args=[party.code])
                yield Page("host", f"host-{action}-{party.state.lower()}", path)
    for invitation in _one_each(
        Invitation.objects.select_related("link").order_by("pk"), _openness
    ):
        name = "-".join(_openness(invitation)).lower()
        yield Page(
            "guest", f"invitation-{name}", reverse("web:invitation", args=[invitation.link.slug])
        )
    for guest in _one_each(Guest.objects.select_related("rsvp", "invitation__party"), _answered):
        name = "-".join(_answered(guest)).lower()
        yield Page("guest", f"guest-{name}", reverse("web:guest", args=[guest.code]))
        yield Page("guest", f"data-{name}", reverse("web:guest-data", args=[guest.code]))
        if guest.rsvp.seating == "WAITING" and guest.invitation.party.state == "SCHEDULED":
            yield Page("guest", "leave", reverse("web:guest-leave", args=[guest.code]))


def _standing(party: Party) -> tuple[str, ...]:
    kit = Kit.objects.filter(party=party).values_list("state", flat=True).first()
    return (party.state, "here" if party.address_confirmed_at else "asked", kit or "no-kit")


def _openness(invitation: Invitation) -> tuple[str, ...]:
    full = invitation.taken >= invitation.capacity
    way = "closed" if invitation.closed_at else "open"
    return (invitation.party.state, way, "full" if full else "room")


def _answered(guest: Guest) -> tuple[str, ...]:
    return (guest.invitation.party.state, guest.rsvp.answer, guest.rsvp.seating)


def _account() -> Iterator[Page]:
    for who, names in ACCOUNT.items():
        for name in names:
            yield Page("account", name.removeprefix("account_"), reverse(name), who)
    yield Page("account", "overview-fan", reverse("web:account"), "fan")
    yield Page("account", "login-code", reverse("account_confirm_login_code"), WAITS_FOR_CODE)
    yield Page("account", "second-factor", reverse("mfa_authenticate"), WAITS_FOR_DIGITS)


def _at_desk(name: str, who: str, *args: object, said: str = "") -> Page:
    path = reverse(f"desk:{name}", args=[BRAND_SLUG, *args])
    return Page("desk", f"{name}{said and '-' + said.lower()}", path, who)


def _desk() -> Iterator[Page]:
    for person in PEOPLE:
        if person.role:
            yield _at_desk("today", person.key, said=person.key)
    for name in (
        "campaigns",
        "campaign-new",
        "applications",
        "messages",
        "message-new",
        "bounces",
        "orders",
        "shops",
        "shop-new",
        "look",
    ):
        yield _at_desk(name, "organiser")
    yield _at_desk("report", "organiser")
    yield _at_desk("rehearsal", "organiser")
    yield Page("desk", "home", reverse("desk:home"), "organiser")
    yield Page("desk", "applications-none", f"/desk/{BRAND_SLUG}/applications?q=zzzz", "organiser")
    yield from _desk_campaigns()
    submitted = (
        Application.objects.filter(campaign__brand__slug=BRAND_SLUG)
        .exclude(receipt_number=None)
        .order_by("pk")
    )
    for one in _one_each(submitted, lambda row: (row.state, row.verdict)):
        yield _at_desk(
            "application", "organiser", one.receipt_number, said=f"{one.state}-{one.verdict}"
        )
    # The organiser of one house owns the other, and an owner may erase.
    for one in _one_each(
        Application.objects.filter(campaign__brand__slug=SWEET_SLUG).exclude(receipt_number=None),
        lambda row: row.campaign.brand_id,
    ):
        path = reverse("desk:application-erase", args=[SWEET_SLUG, one.receipt_number])
        yield Page("desk", "application-erase", path, "organiser")
    yield _at_desk("duplicates", "organiser")
    yield _at_desk("holds", "organiser")
    groups = DuplicateGroup.objects.filter(campaign__brand__slug=BRAND_SLUG).order_by("pk")
    for group in _one_each(groups, lambda row: (row.campaign.state, row.decided_at is None)):
        said = f"{group.campaign.state}-{'open' if group.decided_at is None else 'decided'}"
        yield _at_desk("duplicate", "organiser", group.code, said=said)
    yield from _desk_of_the_owner()
    written = Batch.objects.filter(brand__slug=BRAND_SLUG).order_by("pk")
    for batch in _one_each(written, lambda row: (row.kind, row.state)):
        yield _at_desk("message", "organiser", batch.code, said=f"{batch.kind}-{batch.state}")
        if batch.state == "DRAFT":
            yield _at_desk("message-edit", "organiser", batch.code)
    yield _at_desk("draws", "officer-1")
    order = Order.objects.filter(shop__brand__slug=BRAND_SLUG).order_by("pk").first()
    shop = Shop.objects.filter(brand__slug=BRAND_SLUG).order_by("pk").first()
    if order is not None:
        yield _at_desk("order", "organiser", order.pk)
    if shop is not None:
        yield _at_desk("shop", "organiser", shop.code)
        yield _at_desk("shop-rotate", "organiser", shop.code)
    yield _at_desk("shipping", "logistics")
    boxes = Kit.objects.filter(party__campaign__brand__slug=BRAND_SLUG).order_by("-pk")
    for kit in _one_each(boxes, lambda row: row.state):
        yield _at_desk("shipping-kit", "logistics", kit.code, said=kit.state)
    yield _at_desk("stock", "logistics")
    yield _at_desk("stock-new", "logistics")
    item = Item.objects.filter(brand__slug=BRAND_SLUG).order_by("pk").first()
    if item is not None:
        yield _at_desk("stock-item", "logistics", item.sku)


def _desk_of_the_owner() -> Iterator[Page]:
    """What only an owner sees: the organiser of one house is at home in the other."""
    for name in ("team", "team-invite", "settings", "keys", "key-new"):
        yield Page("desk", name, reverse(f"desk:{name}", args=[SWEET_SLUG]), "organiser")
    for number in Membership.objects.filter(brand__slug=SWEET_SLUG).values_list("pk")[:1]:
        for name in ("member", "member-dismiss"):
            path = reverse(f"desk:{name}", args=[SWEET_SLUG, *number])
            yield Page("desk", name, path, "organiser")


EDITED = ("basics", "words", "regions", "prizes", "kit", "questions", "draw", "rules", "answers")


def _desk_campaigns() -> Iterator[Page]:
    ours = Campaign.objects.filter(brand__slug=BRAND_SLUG).order_by("pk")
    for campaign in _one_each(ours, lambda one: one.state):
        state = campaign.state
        yield _at_desk("campaign", "organiser", campaign.slug, said=state)
        if state != "DRAFT":  # nothing is reported of what is not open
            yield _at_desk("report-of", "organiser", campaign.slug, said=state)
        for part in (*EDITED, "links", "preview", "copy", "cancel"):
            yield _at_desk(f"campaign-{part}", "organiser", campaign.slug, said=state)
        for officer in ("officer-1", "officer-2"):
            drawn = Draw.objects.filter(campaign=campaign).order_by("-pk").first()
            known = f"{drawn.state}{'-known' if drawn.randomness else ''}" if drawn else "none"
            yield _at_desk("draw", officer, campaign.slug, said=f"{state}-{known}-{officer}")
        if not Draw.objects.filter(campaign=campaign).exists():
            yield _at_desk("draw-witnesses", "officer-1", campaign.slug, said=state)
        if Draw.objects.filter(campaign=campaign).exists():
            yield _at_desk("draw-void", "officer-1", campaign.slug, said=state)
        if Draw.objects.filter(campaign=campaign, state="DRAWN").exists():
            yield _at_desk("draw-order", "officer-1", campaign.slug, said=state)
        for place in Place.objects.filter(draw__campaign=campaign, state="ASKED")[:1]:
            number = place.rank.entrant.public_id
            yield _at_desk("draw-place-take", "organiser", campaign.slug, number, said=state)
    for link in RecruitingLink.objects.filter(campaign__in=ours).order_by("pk")[:1]:
        yield _at_desk("campaign-link-one", "organiser", link.campaign.slug, link.link.slug)
    for one in LeadImport.objects.filter(campaign__in=ours).order_by("pk"):
        yield _at_desk("campaign-leads", "organiser", one.campaign.slug)
        yield _at_desk(
            "campaign-leads-one", "organiser", one.campaign.slug, one.code, said=one.state
        )
    for campaign in ours.filter(state="CLOSED", draws__isnull=True)[:1]:
        yield _at_desk("campaign-amend", "organiser", campaign.slug)


def _trials() -> Iterator[Page]:
    """The draws that may still be tried, and one that is sealed already."""
    ours = Campaign.objects.filter(brand__slug=BRAND_SLUG, state__in=["PUBLISHED", "CLOSED"])
    for campaign in _one_each(ours.order_by("pk"), lambda one: one.state):
        path = reverse("desk:draw-trial", args=[BRAND_SLUG, campaign.slug])
        yield Page("desk", f"draw-trial-{campaign.state.lower()}", path, "officer-1")


def _mails() -> Iterator[Page]:
    for mail in _one_each(Message.objects.order_by("-pk"), lambda one: one.template):
        name = f"mail-{mail.template}"
        yield Page("mail", name, reverse("web:demo-mail-html", args=[mail.code]), wide=False)
    last = Message.objects.order_by("-pk").first()
    if last is not None:
        yield Page("mail", "read", reverse("web:demo-mail-one", args=[last.code]))
    for mail in Message.objects.filter(template="staff_invited")[:1]:
        for path in re.findall(r"/team/\S+", mail.text):  # the link stands nowhere else
            yield Page("public", "team-join", path, "organiser")
    stoppable = Message.objects.filter(may_stop=True).order_by("-pk").first() or last
    if stoppable is not None:
        yield Page("public", "stop", reverse("web:stop", args=[stoppable.code]))


def _errors() -> Iterator[Page]:
    yield Page("errors", "not-found", "/nothing-is-here", wide=False)
    yield Page("errors", "forbidden", f"/desk/{BRAND_SLUG}/", "fan", wide=False)
    for name in ERRORS:  # laid by the browser from the template, for no address gives them at will
        yield Page("errors", name, f"/shots-error/{name}", wide=False)


def _one_each[Row](rows: Iterable[Row], kind: Callable[[Row], Any]) -> list[Row]:
    """Return the first row of each kind."""
    found: dict[Any, Row] = {}
    for row in rows:
        found.setdefault(kind(row), row)
    return list(found.values())
