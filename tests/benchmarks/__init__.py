"""The page's own code, held against the server without a browser."""
