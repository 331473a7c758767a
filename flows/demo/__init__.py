"""The demonstration: made-up people and two made-up brands. Exists in demo mode only."""
