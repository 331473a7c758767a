"""Share, recruiting and shop links; clicks, robots apart."""
