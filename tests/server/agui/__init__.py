"""The AG-UI stream over real HTTP, with real server processes that are also killed."""
