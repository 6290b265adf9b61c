"""Routes, one file per noun: parse, call one operation, return its model."""
