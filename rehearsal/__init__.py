"""A whole campaign played through the front doors, and every total compared with what was sent."""
