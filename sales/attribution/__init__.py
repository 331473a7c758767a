"""Who brought an order? Plain Python: no Django, no room; anybody can re-run a published verdict.

``decide`` weighs the signals of one order by a versioned rule; ``refund_credits`` takes back what
refunds undo. Both are pure: same input, same answer, whatever the order of the signals.
"""

from sales.attribution.rule import Model, Rule
from sales.attribution.shapes import (
    Agent,
    Considered,
    Credit,
    OrderFacts,
    Reason,
    Signal,
    SignalKind,
    Verdict,
    Weighing,
)
from sales.attribution.split import refund_credits
from sales.attribution.verdict import decide

__all__ = [
    "Agent",
    "Considered",
    "Credit",
    "Model",
    "OrderFacts",
    "Reason",
    "Rule",
    "Signal",
    "SignalKind",
    "Verdict",
    "Weighing",
    "decide",
    "refund_credits",
]
