"""Who brought an order: evidence gathered, weighed by the campaign's rule, booked in the ledger.

The verdict is `sales.attribution.decide`, plain Python; this file only finds what it weighs and
writes what it says. Weighing again is free: the same evidence books nothing more.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from accounts.identity import email_hash
from accounts.models import Consent, Purpose
from events.models import Party
from guests.models import Guest
from links.models import Click
from sales.attribution import (
    Agent,
    Model,
    OrderFacts,
    Rule,
    Signal,
    SignalKind,
    Verdict,
    decide,
    refund_credits,
)
from sales.models import (
    TEST_ORDER,
    Attribution,
    Credit,
    CreditKind,
    Evidence,
    EvidenceKind,
    Order,
    PromoCode,
    ShopLink,
)

RULES = {
    rule.key: rule
    for rule in (
        Rule(),
        Rule(key="precedence-first-touch", model=Model.FIRST),
        Rule(key="linear", model=Model.LINEAR),
        Rule(key="position", model=Model.POSITION),
        Rule(key="time-decay", model=Model.TIME_DECAY),
    )
}


class UnknownRule(Exception):
    """The campaign names a rule that this version of Convive does not know."""


@transaction.atomic
def weigh(*, order_id: int, at: datetime) -> Attribution:
    """Weigh one order by its rule and book the credits; returns the current verdict.

    A new verdict is written only when it differs from the current one; earlier verdicts stay. The
    ledger's lines of an order add up to its net less its refunds, or to nothing when nobody is
    credited; refunds take back from each party in proportion.
    """
    order = (
        Order.objects.select_for_update(of=("self",)).select_related("shop__brand").get(pk=order_id)
    )
    signals = list(_signals(order))
    _keep_evidence(order=order, signals=signals, at=at)
    verdict = decide(
        order=OrderFacts(
            net_minor=order.net_minor, placed_at=order.placed_at, currency=order.currency
        ),
        signals=signals,
        rule=_rule(signals),
    )
    reason = verdict.reason.value
    if order.is_test:
        verdict = replace(verdict, credits=(), winner=None, runner_up=None)
        reason = TEST_ORDER
    attribution = _write(order=order, verdict=verdict, reason=reason, at=at)
    _book(order=order, attribution=attribution, verdict=verdict, at=at)
    return attribution


def _signals(order: Order) -> Iterable[Signal]:
    """Find every signal that ties ``order`` to a party of its brand."""
    brand_id = order.shop.brand_id
    wanted = [code.upper() for code in order.promo_codes]
    # Codes are stored in capitals; the list of an order is a handful.
    for code in PromoCode.objects.filter(brand=brand_id, code__in=wanted).select_related(
        "party__host"
    ):
        yield Signal(
            kind=SignalKind.CODE,
            party_id=code.party_id,
            at=order.placed_at,
            consented=True,
            detail=code.code,
            own=_own(order, code.party),
        )
    if order.click_id is not None:
        click = Click.objects.filter(pk=order.click_id).select_related("link").first()
        link = (
            ShopLink.objects.filter(link=click.link_id, link__brand=brand_id)
            .select_related("party__host")
            .first()
            if click
            else None
        )
        if click and link:
            yield Signal(
                kind=SignalKind.CLICK,
                party_id=link.party_id,
                guest_id=link.guest_id,
                at=click.at,
                consented=True,
                detail=str(click.pk),
                agent=Agent(click.agent),
                own=_own(order, link.party),
            )
    if order.email_hash:
        yield from _email_signals(order, brand_id)


def _email_signals(order: Order, brand_id: int) -> Iterable[Signal]:
    """Match the buyer's hashed address with the guests of the brand.

    The consent must have been given before the order and stand today. Taking it back does not
    undo what was matched while it stood (GDPR art. 7(3)): evidence kept then keeps its word.
    """
    agreed = Consent.objects.of_brand(brand_id).filter(
        purpose=Purpose.MEASUREMENT, email_hash=order.email_hash, given_at__lte=order.placed_at
    )
    consented = agreed.filter(withdrawn_at__isnull=True).exists()
    matched_before = set(
        Evidence.objects.filter(order=order, kind=EvidenceKind.EMAIL, consented=True).values_list(
            "guest_id", flat=True
        )
    )
    guests = (
        Guest.objects.of_brand(brand_id)
        .filter(email_hash=order.email_hash)
        .select_related("invitation__party__host")
    )
    for guest in guests:
        yield Signal(
            kind=SignalKind.EMAIL,
            party_id=guest.invitation.party_id,
            guest_id=guest.pk,
            at=guest.created_at,
            consented=consented or guest.pk in matched_before,
            detail=f"guest:{guest.pk}",
            own=_own(order, guest.invitation.party),
        )


def _own(order: Order, party: Party) -> bool:
    if party.host is None or not order.email_hash:
        return False
    return email_hash(party.host.email) == order.email_hash


def _rule(signals: list[Signal]) -> Rule:
    """Return the rule of the campaign concerned; without a signal, the house rule.

    An order may carry signals of two campaigns of one brand: the youngest campaign's rule weighs.
    """
    if not signals:
        return RULES["precedence-last-touch"]
    party = (
        Party.objects.filter(pk__in={signal.party_id for signal in signals})
        .select_related("campaign")
        .order_by("-campaign_id")
        .first()
    )
    assert party is not None, "a signal names an existing party"
    campaign = party.campaign
    known = RULES.get(campaign.attribution_rule)
    if known is None:
        raise UnknownRule(campaign.attribution_rule)
    return Rule(
        key=known.key,
        version=known.version,
        precedence=known.precedence,
        model=known.model,
        window_days=campaign.conversion_window_days,
        consent_kinds=known.consent_kinds,
        refuse_own_purchases=known.refuse_own_purchases,
        half_life_days=known.half_life_days,
    )


def _keep_evidence(*, order: Order, signals: list[Signal], at: datetime) -> None:
    Evidence.objects.bulk_create(
        (
            Evidence(
                order=order,
                kind=signal.kind,
                party_id=signal.party_id,
                guest_id=signal.guest_id,
                at=signal.at,
                consented=signal.consented,
                detail=signal.detail,
                recorded_at=at,
            )
            for signal in signals
        ),
        ignore_conflicts=True,
    )


def _write(*, order: Order, verdict: Verdict, reason: str, at: datetime) -> Attribution:
    columns = {
        "rule": verdict.rule_key,
        "rule_version": verdict.rule_version,
        "party_id": verdict.credits[0].party_id if verdict.credits else None,
        "runner_up_id": verdict.runner_up.party_id if verdict.runner_up else None,
        "reason": reason,
        "params": verdict.params,
        "considered": [
            {
                "kind": one.signal.kind.value,
                "party_id": one.signal.party_id,
                "guest_id": one.signal.guest_id,
                "at": one.signal.at.isoformat(),
                "detail": one.signal.detail,
                "accepted": one.accepted,
                "weighing": one.weighing.value,
            }
            for one in verdict.considered
        ],
    }
    current = Attribution.objects.filter(order=order, current=True).first()
    if current is not None:
        credited = {
            row["party_id"]: row["total"]
            for row in current.order.credits.exclude(kind=CreditKind.REFUND)
            .values("party_id")
            .annotate(total=Sum("amount_minor"))
            .order_by("party_id")
            if row["total"]
        }
        wanted = {c.party_id: c.amount_minor for c in verdict.credits if c.amount_minor}
        if credited == wanted and all(getattr(current, k) == v for k, v in columns.items()):
            return current
        Attribution.objects.filter(pk=current.pk).update(current=False)
    last = Attribution.objects.filter(order=order).order_by("-run").first()
    return Attribution.objects.create(
        order=order, run=last.run + 1 if last else 1, decided_at=at, **columns
    )


def _book(*, order: Order, attribution: Attribution, verdict: Verdict, at: datetime) -> None:
    """Write the ledger lines that bring each party's sums to what the verdict and refunds say."""
    given_back = refund_credits(
        credits=verdict.credits,
        net_minor=order.net_minor,
        refunded_total_minor=order.refunded_minor,
    )
    credited = {credit.party_id: credit.amount_minor for credit in verdict.credits}
    lines = list(Credit.objects.filter(order=order))
    first = CreditKind.ORDER if not lines else CreditKind.RECOMPUTED
    for kind, kinds, wanted in (
        (first, {CreditKind.ORDER, CreditKind.RECOMPUTED}, credited),
        (CreditKind.REFUND, {CreditKind.REFUND}, {p: -a for p, a in given_back.items()}),
    ):
        booked: dict[int, int] = {}
        for line in lines:
            if line.kind in kinds:
                booked[line.party_id] = booked.get(line.party_id, 0) + line.amount_minor
        for party_id in sorted(booked.keys() | wanted.keys()):
            difference = wanted.get(party_id, 0) - booked.get(party_id, 0)
            if difference:
                Credit.objects.create(
                    attribution=attribution,
                    order=order,
                    party_id=party_id,
                    kind=kind,
                    amount_minor=difference,
                    currency=order.currency,
                    cause=f"{kind}:{attribution.run}:{len(lines)}",
                    at=at,
                )
