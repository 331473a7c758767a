"""The public proof of a draw: in plain words with figures, and as files a stranger can check."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from common import clock
from events.beacons.chains import REHEARSAL
from events.domain.draw_words import attempt_words, note_words
from events.models import Arm, Draw, DrawMode, Entrant, Rank
from events.papers import (
    DrawMinutes,
    MinutesLine,
    MinutesPerson,
    MinutesStratum,
    minutes_pdf,
)
from events.queries import campaigns as campaign_queries
from events.queries import draws as queries
from events.raffle.canonical import PROTOCOL, parse_timestamp
from events.raffle.log import LogKind, LogLine
from events.raffle.plan import JsonObject
from web.views.proof_words import check_words

VERIFIER = Path(settings.BASE_DIR) / "events" / "raffle" / "verify.py"
PROTOCOL_TEXT = Path(settings.BASE_DIR) / "docs" / "protocol" / "draw-v1.md"
ALTERNATES_ON_PAPER = 20
LINES_SHOWN = 200


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The proof page: sealed and waiting, drawn, or void; ``?id=`` finds one public number."""
    draw = _or_404(code)
    campaign = draw.campaign
    header = queries.header(draw)
    lines = queries.log_lines(draw, limit=LINES_SHOWN)
    strata = _strata(draw, header)
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
            "passed_on": _passed_on(
                draw, {item["code"]: item["title"] for item in header["strata"]}
            ),
            "seed": queries.seed_of(draw).hex() if draw.drawn_at else "",
            "example": next((n for item in strata for n in item["winners"]), ""),
            "check_words": check_words(),
            "chain_hash": header["randomness"].get("chain_hash", ""),
            "witnesses": header["randomness"].get("parties", []),
            "rehearsal": draw.chain == REHEARSAL,
            "beacon": draw.mode == DrawMode.BEACON,
            "log": [_line_words(line) for line in lines],
            "log_more": queries.log_head(draw).n - len(lines),
            "due": draw.round_at is not None and draw.round_at <= clock.now(),
            "minutes": queries.minutes_to_round(draw, clock.now()),
            "replaced_by": _next_draw(draw),
            "replaces": header["replaces"],
            "number": number,
            "found": _found(draw, number) if number else None,
            "verifier": VERIFIER.name,
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
    response = HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


@require_safe
def protocol(request: HttpRequest, code: str) -> HttpResponse:
    """The text that rules the draw, from which anyone can write another verifier."""
    _or_404(code)
    response = HttpResponse(PROTOCOL_TEXT.read_bytes(), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{PROTOCOL_TEXT.name}"'
    return response


@require_safe
def minutes(request: HttpRequest, code: str) -> HttpResponse:
    """The minutes on A4, once the draw has taken place."""
    draw = _or_404(code)
    if draw.drawn_at is None:
        raise Http404
    text = minutes_pdf(minutes=_minutes(draw, translation.get_language() or "fr"))
    response = HttpResponse(text, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="minutes-{draw.code}.pdf"'
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


def _passed_on(draw: Draw, titles: dict[str, str]) -> list[dict[str, Any]]:
    """Places that changed hands: their region, and each offer of them, first to last."""
    return [
        {"region": titles[asks[0].stratum], "asks": asks}
        for asks in queries.chains(draw)[:LINES_SHOWN]
    ]


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


def _line_words(line: LogLine) -> dict[str, Any]:
    return {
        "n": line.n,
        "at": parse_timestamp(line.at),
        "what": words_of(line),
        "by": line.by,
        "hash": line.hash,
    }


def words_of(line: LogLine) -> str:
    """One line of the log as a sentence."""
    data = line.data
    fixed = {
        LogKind.SEALED: _("The list is sealed."),
        LogKind.DRAWN: _("The draw has taken place."),
        LogKind.PUBLISHED: _("The bundle is published: anyone can draw again at home."),
        LogKind.CLOSED: _("Every place is taken, or nobody is left to ask."),
    }
    if line.kind in fixed:
        return fixed[LogKind(line.kind)]
    if line.kind == LogKind.ASKED and data["in_place_of"]:
        return _("%(entrant)s is asked, in place of %(before)s.") % {
            "entrant": data["entrant"],
            "before": data["in_place_of"],
        }
    if line.kind == LogKind.ASKED:
        return _("%(entrant)s is asked.") % {"entrant": data["entrant"]}
    if line.kind == LogKind.ANSWERED:
        return {
            "ACCEPTED": _("%(entrant)s says yes."),
            "REFUSED": _("%(entrant)s leaves the place to the next person."),
            "EXPIRED": _("%(entrant)s did not answer in time."),
            "WITHDRAWN": _("%(entrant)s gives the place back."),
            "DISQUALIFIED": _("%(entrant)s loses the place, for a reason that the rules give."),
        }[data["answer"]] % {"entrant": data["entrant"]}
    if line.kind == LogKind.VOIDED:
        return _("The draw is void: %(reason)s") % {"reason": data["reason"]}
    if line.kind == LogKind.ATTEMPT:
        return attempt_words(str(data["text"]))
    return note_words(str(data["text"]))


def _minutes(draw: Draw, language: str) -> DrawMinutes:
    header = queries.header(draw)
    campaign, brand = draw.campaign, draw.campaign.brand
    lines = queries.log_lines(draw)
    by = {line.kind: line.by for line in lines}
    assert draw.drawn_at is not None
    with translation.override(language):
        log = tuple(
            MinutesLine(
                number=line.n,
                at=parse_timestamp(line.at),
                what=words_of(line),
                by=line.by,
                hash=line.hash,
            )
            for line in lines
        )
    return DrawMinutes(
        brand_name=brand.name,
        legal_name=brand.legal_name,
        campaign_title=header["campaign"],
        language=language,
        timezone=campaign.timezone,
        protocol=PROTOCOL,
        rules_version=int(header["rules_version"]),
        rules_sha256=header["rules_sha256"],
        root=draw.root,
        strata=tuple(_minutes_stratum(draw, item) for item in queries.odds_in(header["strata"])),
        chain_name=draw.chain,
        chain_hash=header["randomness"].get("chain_hash", ""),
        round=draw.round,
        round_at=draw.round_at,
        randomness=draw.randomness,
        signature=draw.signature,
        sealed_at=draw.sealed_at,
        sealed_by=by[LogKind.SEALED],
        drawn_at=draw.drawn_at,
        drawn_by=by.get(LogKind.DRAWN, ""),
        proof_url=f"{settings.BASE_URL}/proof/{draw.code}",
        log=log,
    )


def _minutes_stratum(draw: Draw, item: queries.StratumOdds) -> MinutesStratum:
    ranks = (
        Rank.objects.filter(draw=draw, stratum_key=item.key)
        .select_related("entrant__application")
        .order_by("position")
    )
    winners = [_person(rank) for rank in ranks.filter(arm=Arm.WINNER)]
    others = ranks.exclude(arm=Arm.WINNER)
    return MinutesStratum(
        name=item.title,
        quota=item.quota,
        entrants=item.entrants,
        winners=tuple(winners),
        alternates=tuple(rank.entrant.public_id for rank in others[:ALTERNATES_ON_PAPER]),
        alternates_in_all=others.count(),
    )


def _person(rank: Rank) -> MinutesPerson:
    """A winner on paper by public number alone: the minutes are public, names are for the desk."""
    return MinutesPerson(receipt_number=rank.entrant.public_id, first_name="", town="")
