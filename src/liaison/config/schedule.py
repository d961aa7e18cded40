"""Every recurring job, one line each: first those of the whole day, then by the clock."""

from liaison.hub.jobs.recurring import Daily, Every, Recurring, Schedule

SCHEDULE: Schedule = (
    Recurring("notifications.send", Every(1)),
    Recurring("import.forget", Daily("04:15")),
    Recurring("notifications.forget", Daily("04:20")),
    Recurring("jobs.forget", Daily("04:30")),
)
