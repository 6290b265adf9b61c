"""The doors: HTTP, the command line and the AG-UI stream. Only here: the environment and the web framework."""
