"""The campaign's own papers: its rules and the minutes of its draw, as PDF.

Plain values in, bytes out; equal input gives equal bytes, so a paper can be hashed and compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer, Table

from common.paper import (
    COLUMN,
    PaperMeta,
    QrCode,
    SignatureBox,
    faces,
    fact_rows,
    fingerprint,
    hairline,
    paper,
    paragraph,
    ruled_table,
)
from common.paper import title as heading
from events.reglement.text import BULLET, RulesText

_HANG = 11 * mm  # section numbers hang in this margin
_RULE_TEXT = ParagraphStyle(
    "rule-text", parent=faces.BODY, leftIndent=_HANG, rightIndent=12 * mm, spaceBefore=2 * mm
)
_RULE_ITEM = ParagraphStyle(
    "rule-item",
    parent=_RULE_TEXT,
    leftIndent=_HANG + 5 * mm,
    firstLineIndent=-4 * mm,
    spaceBefore=1 * mm,
    spaceAfter=1 * mm,
)

_RULE_TITLE = ParagraphStyle(
    "rule-title",
    parent=faces.SECTION,
    leftIndent=_HANG,
    bulletFontName=faces.HEADING,
    bulletFontSize=13,
    bulletColor=faces.ACCENT,
)


@dataclass(frozen=True, kw_only=True)
class RulesPaper:
    """What the rules' PDF shows beside their text. ``url`` is where the text can be read.

    ``published_at`` is None for a draft.
    """

    brand_name: str
    published_at: datetime | None
    timezone: str
    url: str


def rules_pdf(*, rules: RulesText, meta: RulesPaper) -> bytes:
    """The rules on A4: text, hash of the text, QR to the page; its language is the text's."""
    with translation.override(rules.language):
        published = (
            _moment(meta.published_at, meta.timezone)
            if meta.published_at
            else _("Not yet: this is a draft")
        )
        facts = fact_rows(
            [
                (_("Published"), published),
                (_("Read online"), meta.url),
                (_("SHA-256 of the text"), fingerprint(rules.sha256, per_line=4)),
            ],
            width=COLUMN - 40 * mm,
            label_width=36 * mm,
        )
        story: list[Flowable] = [
            heading(rules.title, width=COLUMN),
            paragraph(rules.subtitle, faces.SUBTITLE),
            _beside(facts, QrCode(meta.url, side=30 * mm)),
            Spacer(0, 4 * mm),
        ]
        for section, paragraphs in rules.sections:
            number, _dot, words = section.partition(". ")
            head = Paragraph(
                f'<bullet indent="0">{faces.markup(number, face=faces.HEADING)}</bullet>'
                + faces.markup(words, face=faces.HEADING),
                _RULE_TITLE,
            )
            story.append(head)
            story += [
                paragraph(text, _RULE_ITEM if text.startswith(BULLET) else _RULE_TEXT)
                for text in paragraphs
            ]
        return paper(
            meta=PaperMeta(
                title=rules.title,
                author=meta.brand_name,
                language=rules.language,
                head_left=meta.brand_name,
                head_right=rules.title,
                foot=f"sha256 {rules.sha256[:16]}",
                subject=f"sha256 {rules.sha256}",
            ),
            story=story,
        )


@dataclass(frozen=True, kw_only=True)
class MinutesParty:
    """One who gave a secret to a draw without a beacon: what they committed to, and opened. Hex."""

    name: str
    commitment: str
    value: str


@dataclass(frozen=True, kw_only=True)
class MinutesStratum:
    """One region or group, by public numbers in the order drawn: the minutes name nobody. Where the
    paper shows only the first ``alternates``, ``alternates_in_all`` says how many there are."""

    name: str
    quota: int
    entrants: int
    winners: tuple[str, ...]
    alternates: tuple[str, ...] = ()
    alternates_in_all: int | None = None


@dataclass(frozen=True, kw_only=True)
class MinutesLine:
    """One line of the draw's chained log; ``by`` is a public code or role, ``what`` is in words."""

    number: int
    at: datetime
    what: str
    by: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class DrawMinutes:
    """Everything the minutes say. Hashes, randomness and signature are hex; ``round`` and
    ``round_at`` are None for commit-and-reveal, whose weaker standing the paper states."""

    brand_name: str
    legal_name: str
    campaign_title: str
    language: str
    timezone: str
    protocol: str
    rules_version: int
    rules_sha256: str
    root: str
    strata: tuple[MinutesStratum, ...]
    chain_name: str
    chain_hash: str
    round: int | None
    round_at: datetime | None
    randomness: str
    signature: str
    sealed_at: datetime
    sealed_by: str
    drawn_at: datetime
    drawn_by: str
    proof_url: str
    bundle_sha256: str
    log: tuple[MinutesLine, ...]
    parties: tuple[MinutesParty, ...] = ()


def minutes_pdf(*, minutes: DrawMinutes) -> bytes:
    """The draw's minutes (*procès-verbal*) on A4, with room for a commissaire de justice to sign."""
    with translation.override(minutes.language):
        title = _("Minutes of the draw")
        return paper(
            meta=PaperMeta(
                title=f"{title}, {minutes.campaign_title}",
                author=minutes.legal_name,
                language=minutes.language,
                head_left=minutes.brand_name,
                head_right=f"{title}, {minutes.campaign_title}",
                foot=f"root {minutes.root[:16]}",
                subject=f"root {minutes.root}",
            ),
            story=[
                heading(title, width=COLUMN),
                paragraph(minutes.campaign_title, faces.SUBTITLE),
                *_opening(minutes),
                *_seal(minutes),
                *_randomness(minutes),
                *_results(minutes),
                *_log(minutes),
                *_signatures(minutes),
            ],
        )


def _opening(minutes: DrawMinutes) -> Sequence[Flowable]:
    entrants = sum(stratum.entrants for stratum in minutes.strata)
    places = sum(stratum.quota for stratum in minutes.strata)
    applications = ngettext(
        "%(count)d application admitted", "%(count)d applications admitted", entrants
    ) % {"count": entrants}
    facts = fact_rows(
        [
            (_("Organiser"), minutes.legal_name),
            (_("Applications"), applications),
            (_("Places"), str(places)),
            (_("Drawn"), _moment(minutes.drawn_at, minutes.timezone)),
            (_("Proof"), minutes.proof_url),
            (_("SHA-256 of its file"), fingerprint(minutes.bundle_sha256, per_line=4)),
        ],
        width=COLUMN - 46 * mm,
        label_width=30 * mm,
    )
    return [
        _beside(facts, QrCode(minutes.proof_url, side=34 * mm)),
        Spacer(0, 3 * mm),
        paragraph(
            _(
                "Anyone can re-run this draw: the page above gives the sealed list, the randomness and the program, and recomputes every rank from them."
            )
        ),
    ]


def _seal(minutes: DrawMinutes) -> Sequence[Flowable]:
    rows: list[tuple[str, str | Flowable]] = [
        (_("Sealed"), _moment(minutes.sealed_at, minutes.timezone)),
        (_("Sealed by"), minutes.sealed_by),
        (_("Protocol"), minutes.protocol),
        (_("Root of the list"), fingerprint(minutes.root)),
        (
            _("Rules, version %(version)d") % {"version": minutes.rules_version},
            fingerprint(minutes.rules_sha256),
        ),
    ]
    return [_part(_("The sealed list")), fact_rows(rows, width=COLUMN)]


def _randomness(minutes: DrawMinutes) -> Sequence[Flowable]:
    rows: list[tuple[str, str | Flowable]] = [(_("Drawn by"), minutes.drawn_by)]
    if minutes.round is not None:
        rows += [
            (_("Beacon"), minutes.chain_name),
            (_("Chain"), fingerprint(minutes.chain_hash)),
            (_("Round"), str(minutes.round)),
        ]
        if minutes.round_at is not None:
            rows.append((_("Round published"), _moment(minutes.round_at, minutes.timezone)))
    else:
        rows.append(
            (
                _("Source"),
                _(
                    "Commit and reveal. Weaker than a public beacon: it rests on one at least of those below having kept their secret."
                ),
            )
        )
        for party in minutes.parties:
            committed = _("%(name)s committed to") % {"name": party.name}
            opened = _("%(name)s opened") % {"name": party.name}
            rows += [
                (committed, fingerprint(party.commitment)),
                (opened, fingerprint(party.value)),
            ]
    rows.append((_("Randomness"), fingerprint(minutes.randomness)))
    if minutes.signature:
        rows.append((_("Signature, verified"), fingerprint(minutes.signature)))
    return [_part(_("The randomness")), fact_rows(rows, width=COLUMN)]


def _results(minutes: DrawMinutes) -> Sequence[Flowable]:
    story: list[Flowable] = []
    for region, stratum in enumerate(minutes.strata):
        places = ngettext("%(count)d place", "%(count)d places", stratum.quota)
        entrants = ngettext("%(count)d application", "%(count)d applications", stratum.entrants)
        figures = (places % {"count": stratum.quota}, entrants % {"count": stratum.entrants})
        rows = [(str(rank), number) for rank, number in enumerate(stratum.winners, start=1)]
        block: list[Flowable] = [
            Spacer(0, 3 * mm) if region else _part(_("Those the draw named")),
            paragraph(", ".join((stratum.name, *figures)), _STRATUM),
            ruled_table(
                head=[_("Rank"), _("Public number")],
                rows=rows,
                widths=[16 * mm, COLUMN - 16 * mm],
                strong=[1],
            )
            if rows
            else paragraph(_("No application in this group."), faces.CELL),
            Spacer(0, 1.5 * mm),
            paragraph(_alternates(stratum), faces.SMALL),
        ]
        story += [KeepTogether(block)] if len(rows) <= 20 else block
    return story


def _alternates(stratum: MinutesStratum) -> str:
    count = (
        len(stratum.alternates) if stratum.alternates_in_all is None else stratum.alternates_in_all
    )
    if not count:
        return _("No alternate.")
    numbers = ", ".join(stratum.alternates)
    if count > len(stratum.alternates):
        return _("Alternates, in order: %(numbers)s… %(count)d in all; the proof lists each.") % {
            "numbers": numbers,
            "count": count,
        }
    return _("Alternates, in order: %(numbers)s.") % {"numbers": numbers}


def _log(minutes: DrawMinutes) -> Sequence[Flowable]:
    return [
        _part(_("The log")),
        paragraph(
            _("Each line holds the hash of the line before it, so none can be changed or removed."),
            faces.SMALL,
        ),
        Spacer(0, 2 * mm),
        ruled_table(
            head=[_("No."), _("When"), _("What"), _("Who"), _("Hash")],
            rows=[
                (
                    str(line.number),
                    _moment(line.at, minutes.timezone, seconds=True),
                    line.what,
                    line.by,
                    fingerprint(line.hash, per_line=4),
                )
                for line in minutes.log
            ],
            widths=[10 * mm, 34 * mm, COLUMN - 132 * mm, 28 * mm, 60 * mm],
        ),
    ]


def _signatures(minutes: DrawMinutes) -> Sequence[Flowable]:
    width = (COLUMN - 2 * 8 * mm) / 3
    lines = [_("Name"), _("Place"), _("Date")]
    boxes = [
        SignatureBox(who, lines, width=width, height=62 * mm)
        for who in (_("Seal"), _("Draw"), _("Commissaire de justice"))
    ]
    table = Table([boxes], colWidths=[width + 8 * mm, width + 8 * mm, width])
    table.setStyle(_FLUSH)
    statement = paragraph(
        _(
            "Drawn up from the sealed list and the log above. A signature attests what its holder has seen; the proof can be verified without it."
        )
    )
    return [
        CondPageBreak(95 * mm),
        _part(_("Signatures")),
        statement,
        Spacer(0, 3 * mm),
        table,
        hairline(above=2 * mm, below=0),
    ]


_STRATUM = ParagraphStyle("stratum", parent=faces.SECTION, fontSize=11, leading=14, spaceBefore=0)
_FLUSH = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]


def _part(words: str) -> Flowable:
    return paragraph(words, faces.SECTION)


def _beside(left: Flowable, right: QrCode) -> Table:
    """The facts on the left, the code flush with the right margin."""
    table = Table([[left, right]], colWidths=[COLUMN - right.side, right.side])
    table.setStyle(_FLUSH)
    return table


def _moment(at: datetime, zone: str, *, seconds: bool = False) -> str:
    """ "24 November 2026, 18:02 (Europe/Paris)" in the active language."""
    local = at.astimezone(ZoneInfo(zone))
    day, hour = date_format(local, "j F Y"), date_format(local, "H:i:s" if seconds else "H:i")
    return f"{day}, {hour}" if seconds else f"{day}, {hour} ({zone})"
