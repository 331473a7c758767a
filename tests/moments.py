"""The moment at which tests take place."""

from datetime import UTC, datetime

NOON = datetime(2027, 3, 15, 12, 0, tzinfo=UTC)  # a Monday; 13:00 in Paris
