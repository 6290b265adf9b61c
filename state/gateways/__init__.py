"""Clients of systems outside, which have no tables here."""
