"""What one may read of draws: the log, the bundle, who stands where. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import F, QuerySet

from common.models import AuditEntry
from events.models import (
    Application,
    Arm,
    Campaign,
    Draw,
    DrawMode,
    DrawRequest,
    DrawState,
    Entrant,
    Rank,
    RequestState,
    RootReport,
)
from events.raffle import bundle as bundles
from events.raffle.beacon import BeaconRound
from events.raffle.canonical import clean_text, parse_json
from events.raffle.chains import CHAINED, UNCHAINED, Chain
from events.raffle.commit_reveal import PartyRole
from events.raffle.log import LogKind, LogLine
from events.raffle.order import seed_of as raffle_seed
from events.raffle.plan import JsonObject
from events.raffle.promotions import Asking, promotions_from
from events.raffle.receipts import build_receipt, receipt_text
from events.raffle.seal import SealedLeaf, commitment_of


def audit_chain(draw_code: str) -> str:
    """The name of a draw's chain in the audit log."""
    return f"draw:{draw_code}"


def log_line(entry: AuditEntry) -> LogLine:
    """The protocol line that an audit line of a draw carries."""
    data = entry.data
    return LogLine(
        n=data["n"],
        at=data["at"],
        kind=data["kind"],
        by=data["by"],
        data=data["data"],
        previous=data["previous"],
        hash=data["hash"],
    )


def log_entries(draw: Draw) -> QuerySet[AuditEntry]:
    """The audit lines that carry the draw's log, first line first; ``seq`` is the line's number."""
    return AuditEntry.objects.filter(chain=audit_chain(draw.code)).order_by("seq")


def log_lines(draw: Draw, limit: int | None = None) -> list[LogLine]:
    """The draw's log, first line first; ``limit`` of them at most."""
    return [log_line(entry) for entry in log_entries(draw)[:limit].iterator()]


def log_head(draw: Draw) -> LogLine:
    """The last line of the draw's log: its number is how many there are."""
    return log_line(AuditEntry.objects.filter(chain=audit_chain(draw.code)).latest("seq"))


def is_closed(draw: Draw) -> bool:
    """Whether the log tells that nothing more can happen to the places."""
    return AuditEntry.objects.filter(chain=audit_chain(draw.code), action="draw.closed").exists()


def lines_of(draw: Draw, kind: LogKind) -> list[LogLine]:
    """The lines of one kind, first line first."""
    entries = AuditEntry.objects.filter(chain=audit_chain(draw.code), action=f"draw.{kind.lower()}")
    return [log_line(entry) for entry in entries.order_by("seq")]


def living_draw(campaign: Campaign) -> Draw | None:
    """The campaign's draw that counts, if one is sealed or drawn."""
    found: Draw | None = (
        Draw.objects.filter(campaign=campaign).exclude(state=DrawState.VOID).first()
    )
    return found


def latest_draw(campaign: Campaign) -> Draw | None:
    """The campaign's last draw, void or not."""
    found: Draw | None = Draw.objects.filter(campaign=campaign).order_by("-number").first()
    return found


def minutes_to_round(draw: Draw, at: datetime) -> int:
    """Whole minutes, rounded up, until the draw's round is due; 0 when it is, or there is none."""
    if draw.round_at is None or draw.round_at <= at:
        return 0
    return -int(-(draw.round_at - at).total_seconds() // 60)


def by_code(code: str) -> Draw | None:
    """The draw that a public code names, with its campaign and brand."""
    found: Draw | None = Draw.objects.select_related("campaign__brand").filter(code=code).first()
    return found


def header(draw: Draw) -> JsonObject:
    """The header of the sealed object."""
    found: JsonObject = parse_json(draw.header_text)
    return found


def witnesses_in(draw: Draw) -> list[JsonObject]:
    """The witnesses of the sealed header, each with whether their secret is ``opened``."""
    return [
        {**party, "opened": party["label"] in draw.contributions}
        for party in header(draw)["randomness"].get("parties", [])
        if party["role"] == PartyRole.WITNESS
    ]


def sealed_chain(draw: Draw) -> Chain:
    """The beacon chain with the facts that were sealed, not those known today."""
    return chain_in(header(draw)["randomness"])


def chain_in(plan: JsonObject) -> Chain:
    """The chain whose facts stand in a sealed header's ``randomness``."""
    return Chain(
        name=plan["chain"],
        beacon_id=plan["beacon_id"],
        scheme=CHAINED if plan["scheme"] == CHAINED else UNCHAINED,
        public_key=plan["public_key"],
        period_s=plan["period_s"],
        genesis_time=plan["genesis_time"],
        group_hash=plan["group_hash"],
    )


def beacon_of(draw: Draw) -> BeaconRound:
    """The stored round of a beacon draw."""
    assert draw.round is not None
    return BeaconRound(
        round_number=draw.round,
        signature=draw.signature,
        previous_signature=draw.previous_signature or None,
        randomness=draw.randomness or None,
    )


def revealed(draw: Draw) -> JsonObject | None:
    """The bundle's ``revealed``, once drawn."""
    if draw.drawn_at is None:
        return None
    randomness = bytes.fromhex(draw.randomness)
    if draw.mode == DrawMode.BEACON:
        return bundles.revealed_beacon(
            chain=sealed_chain(draw), beacon=beacon_of(draw), randomness=randomness
        )
    return bundles.revealed_values(
        header=header(draw), values=draw.contributions, randomness=randomness
    )


def bundle_bytes(draw: Draw) -> bytes:
    """The public bundle as of now: everything a stranger needs, nothing personal.

    Spliced from what was stored at the seal and at the draw; the log alone is read anew.
    """
    made = revealed(draw)
    return bundles.bundle_bytes(
        sealed_text=draw.bundle.sealed_text,
        root=draw.root,
        log=log_lines(draw),
        revealed=made,
        result_text=draw.bundle.result_text or None,
        seed=seed_of(draw).hex() if made else None,
    )


def seed_of(draw: Draw) -> bytes:
    """The seed of a drawn draw."""
    return raffle_seed(root=draw.root, randomness=bytes.fromhex(draw.randomness))


def winners_by_stratum(draw: Draw) -> dict[str, list[str]]:
    """The public numbers of the winners by stratum, in order; empty before the draw."""
    found: dict[str, list[str]] = {}
    if draw.drawn_at is None:
        return found
    winners = Rank.objects.filter(draw=draw, arm=Arm.WINNER).order_by("stratum_key", "position")
    for key, number in winners.values_list("stratum_key", "entrant__public_id"):
        found.setdefault(key, []).append(number)
    return found


def reported_roots(draw: Draw) -> list[RootReport]:
    """Other roots that were reported for this draw, those not looked into first."""
    return list(
        RootReport.objects.filter(draw=draw)
        .select_related("seen_by")
        .order_by(F("seen_at").asc(nulls_first=True), "-pk")
    )


def request_at_work(campaign: Campaign) -> DrawRequest | None:
    """The seal or the draw that is being worked off for this campaign."""
    return DrawRequest.objects.filter(campaign=campaign, state=RequestState.WAITING).first()


def last_refusal(campaign: Campaign) -> DrawRequest | None:
    """The last request of the campaign, if it was refused."""
    last = DrawRequest.objects.filter(campaign=campaign).order_by("-pk").first()
    return last if last and last.state == RequestState.REFUSED else None


def promotions(draw: Draw) -> list[Asking]:
    """Every offer of a place in the order of the log, with what became of it."""
    return promotions_from(log_lines(draw))


def promotion_chains(draw: Draw) -> list[list[Asking]]:
    """The promotions: each place that passed on, as the offers made for it, first to last."""
    if draw.drawn_at is None:
        return []
    held: dict[str, list[Asking]] = {}
    for ask in promotions(draw):
        chain = held.pop(ask.in_place_of, []) if ask.in_place_of else []
        held[ask.entrant_id] = [*chain, ask]
    return [chain for chain in held.values() if len(chain) > 1]


def private_record(application: Application) -> dict[str, str]:
    """What is hashed under the salt, and what a receipt shows to be its owner's."""
    return private_of(application.email_hash, application.receipt_number or "")


def private_of(email_hash: str, receipt_number: str) -> dict[str, str]:
    """``private_record`` from columns."""
    return {
        "email_sha256": clean_text(email_hash),
        "receipt_number": clean_text(receipt_number),
    }


def receipt_line(entrant: Entrant) -> str:
    """The receipt to mail, one line of JSON; "" when salt or person are gone.

    ``entrant`` comes with its draw and application.
    """
    if not entrant.salt or entrant.application is None:
        return ""
    salt = bytes.fromhex(entrant.salt)
    private = private_record(entrant.application)
    leaf = SealedLeaf(
        entrant_id=entrant.public_id,
        index=entrant.index,
        leaf=entrant.leaf,
        commitment=commitment_of(salt=salt, private=private),
    )
    return receipt_text(
        build_receipt(
            draw_code=entrant.draw.code,
            root=entrant.draw.root,
            leaf=leaf,
            salt=salt,
            private=private,
        )
    )


def receipt_path(entrant: Entrant) -> str:
    """Where the proof page takes the receipt up by itself; "" as for ``receipt_line``.

    The receipt stands behind the ``#``: browsers keep that part to themselves, so it reaches no server.
    """
    line = receipt_line(entrant)
    if not line:
        return ""
    receipt = parse_json(line)
    known = {
        "id": receipt["entrant_id"],
        **{key: receipt[key] for key in ("index", "leaf", "root")},
    }
    fragment = urlencode({**known, "salt": receipt["salt"], **receipt["private"]})
    return f"/proof/{entrant.draw.code}#{fragment}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumOdds:
    """One stratum in figures: ``quota`` places for ``entrants`` people."""

    key: str
    title: str
    quota: int
    entrants: int

    @property
    def chance(self) -> float:
        """The share of places to entrants, at most 1: the chance before households are joined."""
        return min(1.0, self.quota / self.entrants) if self.entrants else 0.0


def odds(draw: Draw) -> list[StratumOdds]:
    """Figures by stratum as sealed, in the order of the stratum codes."""
    return odds_in(header(draw)["strata"])


def odds_in(strata: Iterable[JsonObject]) -> list[StratumOdds]:
    """``odds`` from a header's strata."""
    return [
        StratumOdds(
            key=item["code"], title=item["title"], quota=item["quota"], entrants=item["entrants"]
        )
        for item in strata
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one applicant stands in the campaign's draw.

    ``rank`` is None before the draw, for the ineligible, and for somebody whose household is
    represented by another; ``entrant`` is None when the application was not part of the draw.
    """

    draw: Draw
    entrant: Entrant | None
    rank: Rank | None

    @property
    def waiting_number(self) -> int | None:
        """1 for the first alternate of the stratum; None for those who do not wait."""
        if self.rank is None or self.rank.arm == Arm.WINNER:
            return None
        winners = Rank.objects.filter(
            draw_id=self.draw.pk, stratum_key=self.rank.stratum_key, arm=Arm.WINNER
        ).count()
        return self.rank.position - winners


def standing(application: Application) -> Standing | None:
    """Where this applicant stands in the living draw; None when there is none."""
    draw = living_draw(application.campaign)
    if draw is None:
        return None
    entrant = Entrant.objects.filter(draw=draw, application=application).first()
    # While the draw is at work its order is half stored, and nobody's yet.
    drawn = entrant is not None and draw.drawn_at is not None
    rank = Rank.objects.filter(entrant=entrant).first() if drawn else None
    return Standing(draw=draw, entrant=entrant, rank=rank)
