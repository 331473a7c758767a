"""The end: every total that the house shows, read from its pages and beside what was sent."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from rehearsal.campaigns import DESK
from rehearsal.client import Browser, Page
from rehearsal.houses import until
from rehearsal.shop import Order
from rehearsal.stage import Stage
from rehearsal.warehouse import FREIGHT_CENTS


def figures_of(page: Page, caption: str) -> dict[str, int]:
    """The rows of a page's two-column table with this caption."""
    for table in page.tree.all("table"):
        if any(one.text == caption for one in table.all("caption")):
            return {
                row.all("th")[0].text: number(row.all("td")[0].text)
                for row in table.all("tr")
                if row.all("td")
            }
    raise AssertionError(f"{page.url} has no table {caption!r}: {page.text[:600]}")


def number(text: str) -> int:
    return int(re.sub(r"[^\d-]", "", text) or 0)


def cents(text: str) -> int:
    """An amount as the desk writes it in English: €1,234.50, or €1,234."""
    plain = re.sub(r"[^\d.\-]", "", text)
    return int(Decimal(plain or 0) * 100)


def menu(page: Page) -> dict[str, str]:
    """The lines of a page's lists of facts."""
    found: dict[str, str] = {}
    for entry in page.tree.all("div"):
        terms, values = entry.all("dt"), entry.all("dd")
        if len(terms) == len(values) == 1:
            found.setdefault(terms[0].text, values[0].text)
    return found


def compare_applications(stage: Stage, organiser: Browser) -> None:
    """Fans, as the desk counts them."""
    told, check = stage.tally.told, stage.tally.check
    facts = menu(organiser.get(stage.offer.desk))
    begun, handed_in = told["applications begun"], told["applications handed in"]
    stage.tally.check_counted("receipts by mail")
    check("applications handed in", handed_in - told["applications withdrawn"],
          number(facts["Handed in"]))  # fmt: skip
    check("not eligible", told["not eligible"], number(facts["Not eligible"]))
    check("begun, not handed in", begun - handed_in, number(facts["Begun, not handed in"]))
    check("withdrawn", told["applications withdrawn"], number(facts["Withdrawn"]))


def compare_report(stage: Stage, organiser: Browser, orders: list[Order]) -> None:
    """The report, its file and its amounts; waits until the last order is weighed."""
    tables, check, told = stage.living, stage.tally.check, stage.tally.told
    sold = [order for order in orders if not order.test]
    counted = [order for order in sold if order.table is not None]
    owed = sum(order.kept for order in counted)
    path = f"{DESK}/report/{stage.offer.slug}"

    def weighed() -> bool:
        rows = _rows(organiser, path)
        total = sum(cents(row["credited_EUR"]) for row in rows)
        right = total == owed and sum(int(row["orders"]) for row in rows) == len(counted)
        assert right, f"credited {total} of {owed}"
        return True

    _patiently(stage, "every order is weighed", weighed)
    rows = _rows(organiser, path)
    page = organiser.get(path)
    steps = figures_of(page, "From the page to the order")
    asked = stage.plan.hosts + told["alternates asked"]
    check("came by a recruiting link", told["visits by recruiting links"],
          steps["Came by a recruiting link"])  # fmt: skip
    check("application begun", told["applications begun"], steps["Application begun"])
    check("hosts asked", asked, steps["Hosts asked"])
    check("accepted", len(tables), steps["Accepted"])
    check("date set", len(tables), steps["Date set"])
    check("expected guests", told["chairs taken"], steps["Expected guests"])
    check("visits to the shop", sum(t.visits for t in stage.tables), steps["Visits to the shop"])
    check("credited orders", len(counted), steps["Credited orders"])
    check("credited, in cents", owed, sum(cents(row["credited_EUR"]) for row in rows))
    _compare_hosts(stage, rows)
    facts = menu(page)
    given = sum(cents(p.cost) * p.in_kit for p in stage.plan.pieces if p.kind == "GIVEN")
    check("given away, in cents", given * len(tables), cents(facts.get("Given away", "0")))
    check("freight, in cents", FREIGHT_CENTS * len(tables), cents(facts.get("Freight", "0")))


def _patiently(stage: Stage, what: str, look: Callable[[], bool]) -> None:
    """Wait until the house has caught up; what it has not is a difference in the table."""
    try:
        until(what, look, within_s=stage.patience_s, every_s=0.5)
    except AssertionError as late:
        stage.say(f"missing: {late}")


def _rows(organiser: Browser, path: str) -> list[dict[str, str]]:
    text = organiser.get(f"{path}.csv").response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        row.setdefault("credited_EUR", "0")
    return rows


def _compare_hosts(stage: Stage, rows: list[dict[str, Any]]) -> None:
    """Each host's line of the file: nobody is named twice the same but by chance, so all are sorted."""
    told = Counter(
        (t.fan.first_name, t.fan.city, t.taken, t.visits, t.orders, t.credited_cents)
        for t in stage.living
    )
    found = Counter(
        (row["host"], row["city"], int(row["guests"]), int(row["shop_visits"]),
         int(row["orders"]), cents(row["credited_EUR"]))
        for row in rows
        if row["state"] != "CANCELLED"
    )  # fmt: skip
    missing, more = list((told - found).elements()), list((found - told).elements())
    stage.tally.check("hosts whose line is right", sum(told.values()), (told & found).total())
    for mine, theirs in zip(sorted(missing), sorted(more), strict=False):
        stage.say(f"a host's line differs: told {mine}, found {theirs}")
    credited = {"cents": 0, "hosts": 0}
    for table in stage.living:
        page = table.browser.get(table.path)
        amount = _amount(page)
        credited["hosts"] += amount == table.credited_cents
        credited["cents"] += amount
    stage.tally.check("hosts who read what they brought", len(stage.living), credited["hosts"])


def _amount(page: Page) -> int:
    """What a host reads that their table brought, in cents; 0 while nothing is counted."""
    sections = [s for s in page.tree.all("section") if s.attrs.get("aria-labelledby") == "h-sales"]
    found = [e for s in sections for e in s.walk() if e.attrs.get("class") == "figure__n"]
    if not found:
        return 0
    text = found[0].text
    comma = text.replace("\u202f", "").replace("\xa0", "")
    return cents(comma.replace(",", ".") if text.endswith("€") else text)


def compare_orders(stage: Stage, organiser: Browser, orders: list[Order]) -> None:
    """The desk's list of orders, and the door's answers."""
    check = stage.tally.check
    stage.tally.check_counted(
        "deliveries stored", "repeated deliveries known again", "forged deliveries refused"
    )
    real = [order for order in orders if not order.test]

    def told() -> bool:
        return sum(_listed(stage, organiser, "all").values()) == sum(o.kept for o in real)

    _patiently(stage, "every refund stands in the list", told)
    listed = _listed(stage, organiser, "all")
    check("orders", len(real), len(listed))
    check("orders kept, in cents", sum(o.kept for o in real), sum(listed.values()))
    check("test orders", len(orders) - len(real), len(_listed(stage, organiser, "test")))
    given_back = [order for order in real if order.refunded or order.cancelled]
    check("orders with a refund", len(given_back), len(_listed(stage, organiser, "refunded")))
    credited = [order for order in real if order.table is not None]
    check("orders credited, as listed", len(credited), len(_listed(stage, organiser, "credited")))


def _listed(stage: Stage, organiser: Browser, which: str) -> dict[str, int]:
    """Our orders in one view: number and what was kept, in cents."""
    found: dict[str, int] = {}
    at = 1
    while True:
        page = organiser.get(
            f"{DESK}/orders", params={"show": which, "q": stage.cast.prefix, "page": at}
        )
        rows = [row for row in page.tree.all("tr") if row.all("td")]
        for row in rows:
            kept = row.all("td")[0]
            own = "".join(part if isinstance(part, str) else "" for part in kept.parts)
            found[row.all("a")[0].text] = cents(own)
        if not page.links(rf"[?&]page={at + 1}\b"):
            return found
        at += 1
