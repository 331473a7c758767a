"""The files of a draw: its minutes, and the pack that a *commissaire de justice* keeps.

Equal rows give equal bytes, so that a pack fetched twice can be compared by its hash. Nothing personal
is in a pack, unless the desk asks for the sheet of those who were asked.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from events.domain.draw_words import actor_words, officers_of, teller_words, words_of
from events.models import Arm, Campaign, Draw, Place, Rank, Rules
from events.papers import (
    DrawMinutes,
    MinutesLine,
    MinutesParty,
    MinutesStratum,
    RulesPaper,
    minutes_pdf,
    rules_pdf,
)
from events.queries import draws as queries
from events.raffle.canonical import PROTOCOL, parse_timestamp
from events.raffle.commit_reveal import PartyRole
from events.raffle.log import LogKind
from events.raffle.plan import JsonObject
from events.reglement.text import RulesText

VERIFIER = Path(settings.BASE_DIR) / "events" / "raffle" / "verify.py"
PROTOCOL_TEXT = Path(settings.BASE_DIR) / "docs" / "protocol" / "draw-v1.md"
VECTORS = PROTOCOL_TEXT.parent / "vectors"
ALTERNATES_ON_PAPER = 20
LANGUAGES = ("fr", "en")
SUMS = "SHA256SUMS"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP can say: the same pack, the same bytes


def pack(draw: Draw, *, with_people: bool = False) -> bytes:
    """A ZIP of everything that proves a draw, with the hash of each file in ``SHA256SUMS``.

    Bundle, verifier, protocol with its test vectors, rules and, once drawn, minutes; what is written in words is there in
    every language, with a page on how to check. ``with_people`` adds ``places.csv``: who stands behind
    the public numbers that were offered a place. That one is personal, for the desk alone.
    """
    files = dict(_public_files(draw))
    if with_people:
        files["places.csv"] = _people(draw)
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    files[SUMS] = sums.encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"draw-{draw.code}/{name}", date_time=_NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return written.getvalue()


def _public_files(draw: Draw) -> Iterator[tuple[str, bytes]]:
    bundle = queries.bundle_bytes(draw)
    yield f"draw-{draw.code}.json", bundle
    yield VERIFIER.name, VERIFIER.read_bytes()
    yield PROTOCOL_TEXT.name, PROTOCOL_TEXT.read_bytes()
    for vector in VECTORS.glob("*.json"):
        yield f"{VECTORS.name}/{vector.name}", vector.read_bytes()
    published, sealed_rules = _rules(draw), queries.header(draw)["rules_sha256"]
    names = {rules.sha256: f"rules.{rules.language}.txt" for rules in published}
    for rules in published:
        yield names[rules.sha256], rules.text.encode()
        yield f"rules.{rules.language}.pdf", rules_paper(rules)
    facts = {"draw": draw, "sealed_rules": names[sealed_rules], **_lines(draw)}
    for language in LANGUAGES:
        with translation.override(language):
            readme = render_to_string("papers/pack.txt", facts)
        yield f"README.{language}.md", readme.strip().encode() + b"\n"
        if draw.drawn_at is not None:
            paper = minutes_pdf(minutes=minutes(draw, language, bundle))
            yield f"minutes.{language}.pdf", paper


def _lines(draw: Draw) -> dict[str, str]:
    """What one types to check the pack, from inside its folder."""
    return {
        "sums_line": f"sha256sum -c {SUMS}",
        "verify_line": f"python3 -I {VERIFIER.name} draw-{draw.code}.json --root {draw.root}",
    }


def _rules(draw: Draw) -> list[Rules]:
    """The rules that were sealed, in every language they were published in."""
    version = int(queries.header(draw)["rules_version"])
    found = Rules.objects.filter(campaign_id=draw.campaign_id, version=version)
    return list(found.select_related("campaign__brand").order_by("language"))


def rules_paper(rules: Rules) -> bytes:
    """Published rules on paper; ``rules`` comes with its campaign and brand."""
    campaign = rules.campaign
    title, subtitle = (rules.text.split("\n\n", 2) + ["", ""])[:2]
    return rules_pdf(
        rules=RulesText(
            language="en" if rules.language == "en" else "fr",
            title=title,
            subtitle=subtitle,
            sections=tuple((heading, tuple(paragraphs)) for heading, paragraphs in rules.sections),
        ),
        meta=RulesPaper(
            brand_name=campaign.brand.name,
            published_at=rules.published_at,
            timezone=campaign.timezone,
            url=f"{settings.BASE_URL}/c/{campaign.slug}/rules",
        ),
    )


def draft_paper(campaign: Campaign, text: RulesText) -> bytes:
    """Rules that are not published yet on paper, which says so."""
    return rules_pdf(
        rules=text,
        meta=RulesPaper(
            brand_name=campaign.brand.name,
            published_at=None,
            timezone=campaign.timezone,
            url=f"{settings.BASE_URL}/c/{campaign.slug}/rules",
        ),
    )


def _people(draw: Draw) -> bytes:
    """Everyone who was offered a place, in the order of asking; nothing of whoever was erased."""
    written = io.StringIO(newline="")
    sheet = csv.writer(written, lineterminator="\r\n")
    sheet.writerow(
        ["number", "stratum", "place", "answer", "receipt", "first_name", "last_name", "town"]
    )
    places = Place.objects.filter(draw=draw).select_related("rank__entrant__application")
    for place in places.order_by("pk"):
        entrant = place.rank.entrant
        person = entrant.application
        sheet.writerow(
            [
                entrant.public_id,
                place.stratum_key,
                place.slot,
                place.state,
                *map(
                    _plain,
                    [person.receipt_number, person.first_name, person.last_name, person.city]
                    if person
                    else [""] * 4,
                ),
            ]
        )
    return written.getvalue().encode()


def _plain(cell: str | None) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = cell or ""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def minutes(draw: Draw, language: str, bundle: bytes = b"") -> DrawMinutes:
    """What the minutes of a draw say as of now, in ``language``; ``bundle`` spares reading it again."""
    header = queries.header(draw)
    campaign, brand = draw.campaign, draw.campaign.brand
    lines = queries.log_lines(draw)
    bundle = bundle or queries.bundle_bytes(draw)
    by = {line.kind: line.by for line in lines}
    officers = officers_of(lines)
    assert draw.drawn_at is not None
    with translation.override(language):
        log = tuple(
            MinutesLine(
                number=line.n,
                at=parse_timestamp(line.at),
                what=words_of(line),
                by=teller_words(line, officers),
                hash=line.hash,
            )
            for line in lines
        )
        sealed_by, drawn_by = (
            _officer(by.get(kind, ""), officers) for kind in (LogKind.SEALED, LogKind.DRAWN)
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
        sealed_by=sealed_by,
        drawn_at=draw.drawn_at,
        drawn_by=drawn_by,
        proof_url=f"{settings.BASE_URL}/proof/{draw.code}",
        bundle_sha256=sha256(bundle).hexdigest(),
        log=log,
        parties=tuple(_party(draw, one) for one in header["randomness"].get("parties", [])),
    )


def _officer(code: str, officers: Mapping[str, int]) -> str:
    """An officer in words, with the code that the bundle names them by."""
    return f"{actor_words(code, officers)} ({code})" if code else ""


def _minutes_stratum(draw: Draw, item: queries.StratumOdds) -> MinutesStratum:
    ranks = (
        Rank.objects.filter(draw=draw, stratum_key=item.key)
        .select_related("entrant")
        .order_by("position")
    )
    winners = [rank.entrant.public_id for rank in ranks.filter(arm=Arm.WINNER)]
    others = ranks.exclude(arm=Arm.WINNER)
    return MinutesStratum(
        name=item.title,
        quota=item.quota,
        entrants=item.entrants,
        winners=tuple(winners),
        alternates=tuple(rank.entrant.public_id for rank in others[:ALTERNATES_ON_PAPER]),
        alternates_in_all=others.count(),
    )


def _party(draw: Draw, party: JsonObject) -> MinutesParty:
    own = party["role"] == PartyRole.ORGANISER
    return MinutesParty(
        name=draw.campaign.brand.legal_name if own else party["label"],
        commitment=party["commitment"],
        value=draw.contributions[party["label"]],
    )
