"""Whether a program fills in the application: what a form carries for that, and what came back.

Nothing here refuses anybody. Whoever gives cause is asked for a little work of the browser
(``common.challenge``), which answers for haste and for a crowd; what is left holds the application for staff. No
cookie beside the session's, nothing read from the browser, nobody else asked.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from accounts.identity import domain_of
from accounts.mail_domains import is_everybodys, is_throwaway
from common import challenge, guessing
from events.models import Campaign, Doubt

HOUR_S = 3600
TRAP = "nickname"  # an answer nobody is asked for: out of sight, out of the tab order
SHOWN = "shown_at"
CHALLENGE, ANSWER = "challenge", "challenge_answer"
# What many people, or a quick one, give cause for too: a browser that works answers for it.
ANSWERED_BY_WORK = frozenset({Doubt.TOO_FAST, Doubt.NETWORK, Doubt.DOMAIN})
_SALT = "convive.shown"


def fields(at: datetime) -> dict[str, str]:
    """What a step carries out of sight: when it was shown, signed."""
    return {"trap": TRAP, "shown_at": signing.Signer(salt=_SALT).sign(str(int(at.timestamp())))}


def note(request: HttpRequest, campaign: Campaign, *, at: datetime, timed: bool = True) -> None:
    """Keep in the session what a step that came back gives cause to think."""
    found = set()
    if request.POST.get(TRAP):
        found.add(str(Doubt.HONEYPOT))
    if timed and _too_fast(request, at):
        found.add(str(Doubt.TOO_FAST))
    if found:
        request.session[_key(campaign)] = sorted({*_noted(request, campaign), *found})


def asked(request: HttpRequest, campaign: Campaign, *, at: datetime) -> dict[str, str]:
    """What the last step carries: a challenge too when there is cause, or nearly."""
    carried = fields(at)
    if _noted(request, campaign) or _crowd(request, campaign, share=0.5):
        carried["challenge"] = challenge.make(of=_who(request, campaign), at=at)
    return carried


def found(request: HttpRequest, campaign: Campaign, *, at: datetime) -> set[str]:
    """All that is to be doubted about an application as it is handed in; counts it."""
    note(request, campaign, at=at, timed=False)
    doubts = {*_noted(request, campaign), *_crowd(request, campaign)}
    email = getattr(request.user, "email", "")
    if is_throwaway(domain_of(email)):
        doubts.add(str(Doubt.THROWAWAY))
    if doubts & ANSWERED_BY_WORK and challenge.solved(
        challenge=request.POST.get(CHALLENGE, "")[:200],
        answer=request.POST.get(ANSWER, ""),
        of=_who(request, campaign),
        at=at,
    ):
        doubts -= ANSWERED_BY_WORK
    return doubts


def handed_in(request: HttpRequest, campaign: Campaign) -> None:
    """Count an application for its network and its mail domain, and forget what was noted."""
    for key in _counters(request, campaign):
        guessing.count(key, HOUR_S)
    request.session.pop(_key(campaign), None)


def _crowd(request: HttpRequest, campaign: Campaign, share: float = 1.0) -> set[str]:
    """What the numbers of this hour say, from ``share`` of the limits on."""
    doubts = set()
    for key, doubt in _counters(request, campaign).items():
        so_far = guessing.seen(key)
        if so_far >= settings.APPLICATIONS_AN_HOUR * share:
            doubts.add(str(doubt))
        if so_far >= settings.APPLICATIONS_AN_HOUR_HELD:
            doubts.add(str(Doubt.FLOOD))
    return doubts


def _counters(request: HttpRequest, campaign: Campaign) -> dict[str, Doubt]:
    counters = {}
    network = guessing.network(request)
    if network:
        counters[f"applied:{campaign.pk}:network:{network}"] = Doubt.NETWORK
    domain = domain_of(getattr(request.user, "email", ""))
    if domain and not is_everybodys(domain):
        counters[f"applied:{campaign.pk}:domain:{domain}"] = Doubt.DOMAIN
    return counters


def _too_fast(request: HttpRequest, at: datetime) -> bool:
    least = settings.FORM_SECONDS_AT_LEAST
    if not least:
        return False
    try:
        shown = int(signing.Signer(salt=_SALT).unsign(request.POST.get(SHOWN, "")))
    except (signing.BadSignature, ValueError):
        return True  # no page of ours was filled in
    return at.timestamp() - shown < least


def _noted(request: HttpRequest, campaign: Campaign) -> list[str]:
    noted: Any = request.session.get(_key(campaign), [])
    return [one for one in noted if one in Doubt.values]


def _key(campaign: Campaign) -> str:
    return f"doubts-{campaign.pk}"


def _who(request: HttpRequest, campaign: Campaign) -> str:
    return f"{campaign.pk} {request.user.pk}"
