"""Tests of what guided mode understands."""
