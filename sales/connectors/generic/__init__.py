"""Any shop that can sign a small JSON message: see README.md in this folder."""

from sales.connectors.generic.client import verify
from sales.connectors.generic.mapping import read

__all__ = ["read", "verify"]
