"""A plan tried before it is sealed: a button, and what many trial draws came to."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.capabilities import Capability
from accounts.models import User
from common import clock
from common.look import words
from common.look.charts import Bar, Interval
from desk.access import staff
from desk.campaign_page import campaign_or_404
from desk.context import desk_context
from events.domain import trials
from events.domain.draw_words import refusal_words
from events.models import CampaignState, Trial
from events.queries import campaigns as campaign_queries
from events.queries import draws as draw_queries

NORMAL = 1.96  # 19 cases in 20
OFTEN = 1  # the middle one of the shares that a lift is worked out for


@require_http_methods(["GET", "POST"])
@staff(Capability.SEAL)
def trial(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """The last trial of the campaign's plan; a press asks for another."""
    campaign = campaign_or_404(request, slug)
    if campaign.state == CampaignState.DRAFT:
        raise Http404
    if draw_queries.living_draw(campaign) is not None:
        return redirect("desk:draw", brand_slug, slug)
    if request.method == "POST":
        assert isinstance(request.user, User)  # the door let only members in
        trials.ask(campaign=campaign, by=request.user, at=clock.now())
        return redirect("desk:draw-trial", brand_slug, slug)
    last = Trial.objects.filter(campaign=campaign).order_by("-pk").first()
    context: dict[str, Any] = {"last": last}
    if last and last.refusal:
        titles = dict(campaign.strata.values_list("key", "name"))
        context["refusal"] = refusal_words(last.refusal, last.figures, titles)
    elif last and last.ended_at:
        context |= _shown(last.result)
    title = campaign_queries.wording(campaign, request.LANGUAGE_CODE).title
    return render(
        request,
        "desk/draws/trial.html",
        desk_context(request, "draws", campaign_row=campaign, title=title, **context),
    )


def _shown(result: dict[str, Any]) -> dict[str, Any]:
    strata, homes = result["strata"], result["homes"]
    for row in homes:
        row["name"] = ngettext("%(size)s person", "%(size)s people", row["size"]) % {
            "size": row["size"]
        }
    lifts = [{**row, "name": _pair(row), "often": row["lift"][OFTEN]} for row in result["lifts"]]
    return {
        "result": result,
        "strata_say": _strata_say(strata),
        "strata_chart": [_chance(row, row["entrants"] * result["seeds"]) for row in strata],
        "homes_chart": [_chance(row, row["homes"] * result["seeds"]) for row in homes],
        "alternates_say": _alternates_say(result["alternates"]),
        "alternates_chart": [
            Interval(
                row["name"],
                row["few"],
                row["middle"],
                row["many"],
                note=f"{_figure(row['few'])}–{_figure(row['many'])}",
            )
            for row in result["alternates"]
        ],
        "short": [row for row in result["alternates"] if row["many"] > row["there"]],
        "acceptance": result["acceptance"],
        "lifts": lifts,
        "lift_chart": [Bar(row["name"], row["often"], text=_points(row["often"])) for row in lifts],
        "lift_shares": trials.SHARES,
        "lift_says": _lift_says(lifts),
        "small": any(min(row["people"]) < trials.SMALL_GROUP for row in lifts),
    }


def _chance(row: dict[str, Any], draws: int) -> Interval:
    """In per cent. What is counted in one draw hangs together, so the interval is on the safe side."""
    share = row["chance"]
    spread = NORMAL * (share * (1 - share) / draws) ** 0.5 if draws else 0
    low, high = max(0.0, share - spread), min(1.0, share + spread)
    return Interval(row["name"], 100 * low, 100 * share, 100 * high, note=_percent(share))


def _strata_say(strata: list[dict[str, Any]]) -> str:
    low, high = (pick(strata, key=lambda row: row["chance"]) for pick in (min, max))
    figures = {
        "least": low["name"],
        "low": _percent(low["chance"]),
        "most": high["name"],
        "high": _percent(high["chance"]),
    }
    if _percent(low["chance"]) == _percent(high["chance"]):
        return _("An eligible person’s chance is %(high)s in every region.") % figures
    return (
        _(
            "An eligible person’s chance is highest in %(most)s, %(high)s, and lowest in %(least)s,"
            " %(low)s."
        )
        % figures
    )


def _alternates_say(rows: list[dict[str, Any]]) -> str:
    most = max(rows, key=lambda row: row["many"])
    return ngettext(
        "In 19 cases out of 20, %(many)s alternate at most is needed in %(name)s, and no region"
        " needs more.",
        "In 19 cases out of 20, %(many)s alternates at most are needed in %(name)s, and no region"
        " needs more.",
        most["many"],
    ) % {"many": _figure(most["many"]), "name": most["name"]}


def _lift_says(lifts: list[dict[str, Any]]) -> str:
    if not lifts:
        return _("Everybody is drawn: there is nobody to compare with.")
    best = min(lifts, key=lambda row: row["often"])
    return _(
        "If %(share)s of all homes order anyhow, a comparison of this size finds a difference of"
        " %(points)s or more, four times out of five."
    ) % {
        "share": words.percent(trials.SHARES[OFTEN], get_language()),
        "points": _points(best["often"]),
    }


def _pair(row: dict[str, Any]) -> str:
    return {
        ("HOSTS", "NEITHER"): _("Hosts, against people with neither"),
        ("HOSTS", "LINK"): _("Hosts, against people with a link only"),
        ("LINK", "NEITHER"): _("People with a link only, against people with neither"),
        ("HOSTS", "OTHERS"): _("Hosts, against everybody else"),
    }[row["treated"], row["compared"]]


def _percent(share: float) -> str:
    return words.percent(share, get_language(), decimals=1)


def _figure(number: float) -> str:
    return words.number(number, get_language())


def _points(share: float) -> str:
    number = round(100 * share)
    return ngettext("%(points)s point", "%(points)s points", number) % {"points": number}
