"""Shopify: see README.md in this folder."""

from sales.connectors.shopify.client import verify
from sales.connectors.shopify.mapping import read

__all__ = ["read", "verify"]
