"""Campaigns, rules, applications, draws, places, parties, calendar; the draw itself in events.raffle."""
