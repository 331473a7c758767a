"""Doors for webhooks: verify, store, answer; the work comes later."""
