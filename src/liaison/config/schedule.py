"""Every recurring job, one line each: first those of the whole day, then by the clock."""

from liaison.hub.jobs.recurring import Daily, Recurring, Schedule

SCHEDULE: Schedule = (Recurring("jobs.forget", Daily("04:30")),)
