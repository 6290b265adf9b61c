"""AG-UI's own clients from npm, both generations, against this server."""
