"""Every kind of job."""

from __future__ import annotations

from server.jobs import cover_image, published_mail, retention
from server.jobs.job import Job

JOBS = (
    Job("cover_image", cover_image.run),
    Job("published_mail", published_mail.run),
    Job("retention", retention.run, cron="17 * * * *"),
)
