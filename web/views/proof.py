"""The public proof of a draw: in plain words with figures, and as files a stranger can check."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import condition, require_safe

from common import clock
from events import draw_files
from events.beacons.chains import REHEARSAL
from events.domain.draw_words import asking_words, officers_of, teller_words, words_of
from events.models import Arm, ChancesRule, Draw, DrawMode, DrawState, Entrant, Rank
from events.papers import minutes_pdf
from events.queries import campaigns as campaign_queries
from events.queries import draws as queries
from events.raffle.canonical import parse_timestamp
from events.raffle.log import LogLine
from events.raffle.plan import JsonObject
from web.views.proof_words import check_words

LINES_SHOWN = 200


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The proof page: sealed and waiting, drawn, or void; ``?id=`` finds one public number."""
    draw = _or_404(code)
    campaign = draw.campaign
    header = queries.header(draw)
    lines = queries.log_lines(draw, limit=LINES_SHOWN)
    strata = _strata(draw, header)
    awaited = [one["label"] for one in queries.witnesses_in(draw) if not one["opened"]]
    awaited = awaited if draw.state == DrawState.SEALED else []
    number = request.GET.get("id", "").strip().upper()[:40]
    response = render(
        request,
        "web/proof/show.html",
        {
            "draw": draw,
            "campaign": campaign,
            "brand": campaign.brand,
            "words": campaign_queries.wording(campaign, translation.get_language() or "fr"),
            "header": header,
            "strata": strata,
            **_passed_on(draw, {item["code"]: item["title"] for item in header["strata"]}),
            "seed": queries.seed_of(draw).hex() if draw.drawn_at else "",
            "example": next((n for item in strata for n in item["winners"]), ""),
            "newcomers_first": any(item["min_newcomers"] for item in header["strata"]),
            "more_chances": campaign.chances_rule != ChancesRule.EQUAL,
            "check_words": check_words(),
            "chain_hash": header["randomness"].get("chain_hash", ""),
            "parties": header["randomness"].get("parties", []),
            "awaited": awaited,
            "late": bool(awaited) and campaign.draw_at <= clock.now(),
            "rehearsal": draw.chain == REHEARSAL,
            "beacon": draw.mode == DrawMode.BEACON,
            "log": _log_words(lines),
            "log_more": queries.log_head(draw).n - len(lines),
            "due": draw.round_at is not None and draw.round_at <= clock.now(),
            "minutes": queries.minutes_to_round(draw, clock.now()),
            "replaced_by": _next_draw(draw),
            "replaces": header["replaces"],
            "number": number,
            "found": _found(draw, number) if number else None,
            "verifier": draw_files.VERIFIER.name,
        },
    )
    response.headers["Cache-Control"] = "public, max-age=5" if not number else "no-store"
    return response


def _bundle_etag(request: HttpRequest, code: str) -> str | None:
    draw = queries.by_code(code)
    if draw is None:
        return None
    return f'"{queries.log_head(draw).hash}"'


@require_safe
@condition(etag_func=_bundle_etag)
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """The bundle: everything a stranger needs to draw again, nothing personal."""
    draw = _or_404(code)
    response = HttpResponse(queries.bundle_bytes(draw), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="draw-{draw.code}.json"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=5"
    return response


@require_safe
def verifier(request: HttpRequest, code: str) -> HttpResponse:
    """The one-file verifier, as it stands in this house."""
    _or_404(code)
    response = HttpResponse(
        draw_files.VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


@require_safe
def protocol(request: HttpRequest, code: str) -> HttpResponse:
    """The text that rules the draw, from which anyone can write another verifier."""
    _or_404(code)
    response = HttpResponse(
        draw_files.PROTOCOL_TEXT.read_bytes(), content_type="text/plain; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'inline; filename="{draw_files.PROTOCOL_TEXT.name}"'
    return response


@require_safe
def minutes(request: HttpRequest, code: str) -> HttpResponse:
    """The minutes on A4, once the draw has taken place."""
    draw = _or_404(code)
    if draw.drawn_at is None:
        raise Http404
    text = minutes_pdf(minutes=draw_files.minutes(draw, translation.get_language() or "fr"))
    response = HttpResponse(text, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="minutes-{draw.code}.pdf"'
    return response


@require_safe
@condition(etag_func=_bundle_etag)
def pack(request: HttpRequest, code: str) -> HttpResponse:
    """Everything public about the draw in one file, fit to be kept by a *commissaire de justice*."""
    draw = _or_404(code)
    response = HttpResponse(draw_files.pack(draw), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="draw-{draw.code}.zip"'
    response.headers["Cache-Control"] = "public, max-age=5"
    return response


def _or_404(code: str) -> Draw:
    draw = queries.by_code(code)
    if draw is None:
        raise Http404
    return draw


def _next_draw(draw: Draw) -> Draw | None:
    return (
        Draw.objects.filter(campaign_id=draw.campaign_id, number__gt=draw.number)
        .order_by("number")
        .first()
    )


def _strata(draw: Draw, header: JsonObject) -> list[dict[str, Any]]:
    """Figures of each stratum and, once drawn, the public numbers of its winners."""
    winners = queries.winners_by_stratum(draw)
    return [
        {
            "title": item.title,
            "quota": item.quota,
            "entrants": item.entrants,
            "chance": item.chance,
            "winners": winners.get(item.key, []),
        }
        for item in queries.odds_in(header["strata"])
    ]


def _passed_on(draw: Draw, titles: dict[str, str]) -> dict[str, Any]:
    """Places that changed hands: their region, and each offer of them, first to last; and how many
    more there are than are shown."""
    chains = queries.promotion_chains(draw)
    return {
        "passed_on": [
            {"region": titles[asks[0].stratum], "words": [asking_words(ask) for ask in asks]}
            for asks in chains[:LINES_SHOWN]
        ],
        "passed_more": max(0, len(chains) - LINES_SHOWN),
    }


def _found(draw: Draw, number: str) -> dict[str, Any]:
    """What the sealed list says of one public number."""
    entrant = Entrant.objects.filter(draw=draw, public_id=number).first()
    if entrant is None:
        return {"entrant": None}
    rank = Rank.objects.filter(entrant=entrant).first() if draw.drawn_at else None
    titles = {item.key: item.title for item in queries.odds(draw)}
    return {
        "entrant": entrant,
        "rank": rank,
        "region": titles.get(entrant.stratum_key, ""),
        "winner": rank is not None and rank.arm == Arm.WINNER,
    }


def _log_words(lines: list[LogLine]) -> list[dict[str, Any]]:
    officers = officers_of(lines)
    return [
        {
            "at": parse_timestamp(line.at),
            "what": words_of(line),
            "by": teller_words(line, officers),
            "hash": line.hash,
        }
        for line in lines
    ]
