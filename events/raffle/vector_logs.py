"""Logs of the test vectors: what may happen to a draw after its sealing, told line by line."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events.raffle.log import (
    Answer,
    LogKind,
    LogLine,
    answered_data,
    asked_data,
    next_line,
    note_data,
    voided_data,
)
from events.raffle.order import DrawResult
from events.raffle.plan import JsonObject
from events.raffle.promotions import first_asks, next_to_ask

LIMIT = timedelta(days=3)
OFFICER = "officer-1"


@dataclass(kw_only=True)
class Story:
    """A log being written: `lines` grows, every further line is dated `at`."""

    lines: list[LogLine]
    at: datetime

    def add(self, kind: LogKind, data: JsonObject, by: str = "system") -> None:
        self.lines.append(next_line(after=self.lines[-1], at=self.at, kind=kind, by=by, data=data))

    def ask(self, entrant: str, stratum: str, before: str | None = None) -> None:
        data = asked_data(
            entrant_id=entrant, stratum=stratum, answer_by=self.at + LIMIT, in_place_of=before
        )
        self.add(LogKind.ASKED, data)

    def answer(self, entrant: str, answer: Answer, reason: str | None = None) -> None:
        data = answered_data(entrant_id=entrant, answer=answer, reason=reason)
        self.add(LogKind.ANSWERED, data)


class Asked(Story):
    """The story of a draw whose places are offered to its winners first of all."""

    def __init__(
        self, *, lines: list[LogLine], at: datetime, header: JsonObject, result: DrawResult
    ) -> None:
        super().__init__(lines=lines, at=at)
        self.header, self.result = header, result
        self.asks = first_asks(header=header, result=result)
        self.gone = [entrant for entrant, _ in self.asks]
        for entrant, stratum in self.asks:
            self.ask(entrant, stratum)

    def ask_next(self, stratum: str, before: str) -> str | None:
        """Offer the place that `before` freed to the next in order; who that is, or None."""
        following = next_to_ask(
            header=self.header, result=self.result, asked=self.gone, stratum=stratum
        )
        if following is not None:
            self.gone.append(following)
            self.ask(following, stratum, before)
        return following

    def close(self) -> None:
        self.add(LogKind.CLOSED, {}, OFFICER)


def refused_once(story: Asked) -> None:
    """The first asked of all refuses, the others accept."""
    story.add(LogKind.ATTEMPT, note_data(text="A second draw was asked for and refused."), OFFICER)
    (refuser, stratum), *others = story.asks
    story.answer(refuser, Answer.REFUSED)
    following = story.ask_next(stratum, refuser)
    for entrant in [entrant for entrant, _ in others] + ([following] if following else []):
        story.answer(entrant, Answer.ACCEPTED)
    story.close()


def every_answer(story: Asked) -> None:
    """Each answer once at least, one who leaves unasked, and a place that passes to the pool.

    Of a plan with two places in the first stratum and one in the second.
    """
    (silent, first), (hasty, _), (young, second) = story.asks
    leaver = [place.entrant_id for place in story.result.ranked.of(second)][1]
    story.answer(leaver, Answer.WITHDRAWN)
    story.gone.append(leaver)
    story.answer(hasty, Answer.ACCEPTED)
    story.answer(hasty, Answer.WITHDRAWN)
    story.answer(young, Answer.DISQUALIFIED, "TOO_YOUNG")
    story.add(LogKind.NOTE, note_data(text="One address was written by telephone."), OFFICER)
    for stratum, before in ((first, hasty), (second, young)):
        story.answer(_found(story.ask_next(stratum, before)), Answer.ACCEPTED)
    story.at += LIMIT
    story.answer(silent, Answer.EXPIRED)
    before = silent
    while (following := _found(story.ask_next(first, before))) in _order(story, first):
        story.answer(following, Answer.REFUSED)
        before = following
    story.answer(following, Answer.ACCEPTED)
    story.answer(following, Answer.DISQUALIFIED, "OUTSIDE_AREA")
    story.answer(_found(story.ask_next(first, following)), Answer.ACCEPTED)
    story.close()


def silence(story: Asked) -> None:
    """Nobody answers, until nobody is left to ask: every place stays empty."""
    awaited = [*story.asks]
    while awaited:
        story.at += LIMIT
        following = []
        for entrant, stratum in awaited:
            story.answer(entrant, Answer.EXPIRED)
            other = story.ask_next(stratum, entrant)
            following += [(other, stratum)] if other else []
        awaited = following
    story.close()


def voided(story: Story, *, replaced_by: str | None) -> None:
    """The draw is repaired by another, or by none; it is published all the same."""
    story.add(LogKind.VOIDED, voided_data(reason="Wrong list", replaced_by=replaced_by), OFFICER)
    story.add(LogKind.ATTEMPT, note_data(text="A draw was asked for and refused."), OFFICER)
    story.add(LogKind.NOTE, note_data(text="All who entered were told."), OFFICER)
    story.add(LogKind.PUBLISHED, {}, OFFICER)


def _order(story: Asked, stratum: str) -> set[str]:
    return {place.entrant_id for place in story.result.ranked.of(stratum)}


def _found(entrant: str | None) -> str:
    if entrant is None:
        raise ValueError("Nobody is left to ask: this story needs a longer list.")
    return entrant
