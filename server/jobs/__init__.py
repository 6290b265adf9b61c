"""Work in the background: one file per kind of job, all of them in the table, and the worker that does them."""
