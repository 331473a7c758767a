"""Web shops: one folder each, and one interface for all (``shapes.Connector``)."""
