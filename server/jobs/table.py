"""Every kind of job."""

from __future__ import annotations

from server.jobs import (
    cover_image,
    payment_links,
    progress,
    published_mail,
    retention,
    stripe_delivery,
    tailored_tasks,
)
from server.jobs.job import Job

JOBS = (
    Job("cover_image", cover_image.run),
    Job("published_mail", published_mail.run),
    Job("payment_links", payment_links.run, cron="29 * * * *"),
    Job("stripe_delivery", stripe_delivery.run),
    Job("tailored_tasks", tailored_tasks.run),
    Job("retention", retention.run, cron="17 * * * *"),
    Job("progress", progress.run, cron="41 3 * * *"),
)
