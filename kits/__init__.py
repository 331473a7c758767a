"""Items, stock ledger, kits, shipments, labels."""
