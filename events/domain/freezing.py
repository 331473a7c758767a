"""The people of a draw as they stand: who enters, who does not and why, with ids made for one draw."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from common import chance, codes
from events.domain import chances
from events.models import Application, ApplicationState, Campaign, Party, PartyState, Verdict
from events.queries.draws import private_of
from events.raffle.plan import EntrantInput, IneligibleInput

PEOPLE_AT_ONCE = 2_000
COLUMNS = (
    "pk",
    "user_id",
    "verdict",
    "reasons",
    "stratum__key",
    "household_key",
    "drawn_as",
    "email_hash",
    "receipt_number",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """One applicant as frozen: what was decided, and the random id and salt (hex) made for them."""

    application_id: int
    public_id: str
    salt: str
    stratum: str
    household: str
    newcomer: bool
    chances: int
    email_hash: str
    receipt: str
    reason: str

    def row(self) -> list[Any]:
        """The columns in order, as a page stores them."""
        return [getattr(self, name) for name in self.__slots__]


def applications(campaign: Campaign) -> Any:
    """Everyone who handed in and has not withdrawn."""
    return Application.objects.filter(campaign=campaign, state=ApplicationState.SUBMITTED)


def frozen_pages(
    campaign: Campaign, *, draw_code: str, ids: set[str], after: int = 0
) -> Iterator[list[Frozen]]:
    """Everyone who handed in, page by page, after the application with the number ``after``.

    Ids and salts are made here, ids unlike those of ``ids``, which they join.
    """
    # A party that was called off, as by a draw made void, has made nobody a host.
    parties = Party.objects.filter(campaign__brand_id=campaign.brand_id)
    hosts = set(parties.exclude(state=PartyState.CANCELLED).values_list("host_id", flat=True))
    rows = applications(campaign).order_by("pk").values_list(*COLUMNS)
    while chunk := list(rows.filter(pk__gt=after)[:PEOPLE_AT_ONCE]):
        after = chunk[-1][0]
        more = chances.of_people(campaign, {row[1] for row in chunk})
        yield [_frozen(row, hosts, more, ids, draw_code) for row in chunk]


def entrants_of(people: Iterable[Frozen]) -> Iterator[EntrantInput]:
    """Those of the people who enter, as the protocol takes them, one by one."""
    for person in people:
        if not person.reason:
            yield EntrantInput(
                entrant_id=person.public_id,
                stratum=person.stratum,
                salt=bytes.fromhex(person.salt),
                household=person.household,
                chances=person.chances,
                newcomer=person.newcomer,
                private=private_of(person.email_hash, person.receipt),
            )


def refused_of(people: Iterable[Frozen]) -> Iterator[IneligibleInput]:
    """Those who do not enter, as the protocol takes them."""
    for person in people:
        if person.reason:
            yield IneligibleInput(
                entrant_id=person.public_id,
                reason=person.reason,
                salt=bytes.fromhex(person.salt),
                private=private_of(person.email_hash, person.receipt),
            )


def _frozen(
    row: tuple[Any, ...], hosts: set[int], more: dict[int, int], ids: set[str], draw_code: str
) -> Frozen:
    """One application as it stands, under an id that nobody of ``ids`` has; joins them.

    ``more``: the chances of those who have more than one.
    """
    pk, user_id, verdict, reasons, stratum, household, drawn_as, email_hash, receipt = row
    of = f"entrant {draw_code} {receipt}"
    public_id = codes.slug(of=of)
    while public_id in ids:
        of += " again"
        public_id = codes.slug(of=of)
    ids.add(public_id)
    reason = ""
    if verdict != Verdict.ELIGIBLE:
        reason = str(reasons[0]).upper() if reasons else "NOT_ELIGIBLE"
    return Frozen(
        application_id=pk,
        public_id=public_id,
        salt=chance.token(32, of=f"{of} salt").hex(),
        stratum="" if reason else stratum,
        household=drawn_as or household,
        newcomer=user_id not in hosts,
        chances=more.get(user_id, 1),
        email_hash=email_hash,
        receipt=receipt or "",
        reason=reason,
    )
