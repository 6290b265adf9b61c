"""Every kind of job."""

from __future__ import annotations

from server.jobs import retention
from server.jobs.job import Job

JOBS = (Job("retention", retention.run, cron="17 * * * *"),)
