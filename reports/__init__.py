"""Funnel, money, by host, by day; reads only."""
