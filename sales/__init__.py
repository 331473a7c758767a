"""Shops, orders, refunds, credits; the rule of credit in sales.attribution."""
