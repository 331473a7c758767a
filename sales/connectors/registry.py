"""Which connector speaks to which kind of shop."""

from sales.connectors import generic, shopify
from sales.connectors.shapes import Connector

CONNECTORS: dict[str, Connector] = {
    "SHOPIFY": shopify,
    "GENERIC": generic,
}
"""By the value of ``ShopKind``; a test holds that every kind has its connector."""


class UnknownShopKind(Exception):
    """No connector is written for this kind of shop."""


def connector(kind: str) -> Connector:
    """The connector for a shop's kind. Raises UnknownShopKind."""
    try:
        return CONNECTORS[kind]
    except KeyError:
        raise UnknownShopKind(f"There is no connector for shops of kind {kind}.") from None
