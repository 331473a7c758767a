"""The demonstration: made-up people and one made-up brand. Exists in demo mode only."""
