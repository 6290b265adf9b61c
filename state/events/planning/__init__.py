"""The plan of an event: tasks from templates, their deadlines, and what follows from who waits for whom.

Pure functions over small frozen values: no table, no clock, no network.
"""
