"""Tests of the agent floor."""
