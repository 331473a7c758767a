"""Invitations, answers, chairs, waiting list."""
