"""Reactions between rooms ("when this, then that"), the relay, `manage.py up`, the demonstration."""
