"""Shop webhooks and `/api/v1/`."""
