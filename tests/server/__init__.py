"""The server from outside: a real uvicorn on a real Postgres, spoken to over HTTP."""
