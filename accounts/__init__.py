"""People, brands, roles, consents, API keys."""
