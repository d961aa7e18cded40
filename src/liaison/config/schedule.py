"""Every recurring job, one line each: first those of the whole day, then by the clock."""

from liaison.hub.jobs.recurring import Daily, Every, Recurring, Schedule

SCHEDULE: Schedule = (
    Recurring("notifications.send", Every(1)),
    Recurring("clocks.tick", Every(5)),
    Recurring("import.forget", Daily("04:15")),
    Recurring("notifications.forget", Daily("04:20")),
    Recurring("bulk_edits.forget", Daily("04:25")),
    Recurring("jobs.forget", Daily("04:30")),
    Recurring("watching.forget", Daily("04:40")),
    Recurring("collecting.forget", Daily("04:50")),
    Recurring("clocks.check", Daily("05:00")),
    Recurring("watching.tell", Daily("06:10")),
    # People find the letter when their day begins.
    Recurring("upkeep.ask", Daily("07:00")),
    Recurring("clocks.digest", Daily("07:10")),
)
