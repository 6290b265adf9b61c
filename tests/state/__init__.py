"""The floor of rules and tables, from outside: operations, SQL as the request role, the schema's catalog."""
