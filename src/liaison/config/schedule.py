"""Every recurring job, one line each: first those of the whole day, then by the clock."""

from liaison.hub.jobs.recurring import Daily, Every, Recurring, Schedule

SCHEDULE: Schedule = (
    Recurring("notifications.send", Every(1)),
    Recurring("interests.tell", Every(1)),
    Recurring("postbox.fetch", Every(2)),
    Recurring("clocks.tick", Every(5)),
    Recurring("support.ask", Every(15)),
    Recurring("support.forget", Every(60)),
    # Certificates that ended yesterday lead to nobody any more.
    Recurring("directory.find_anew", Daily("00:10")),
    Recurring("import.forget", Daily("04:15")),
    Recurring("notifications.forget", Daily("04:20")),
    Recurring("postbox.forget", Daily("04:22")),
    Recurring("bulk_edits.forget", Daily("04:25")),
    Recurring("jobs.forget", Daily("04:30")),
    Recurring("logos.forget", Daily("04:35")),
    Recurring("watching.forget", Daily("04:40")),
    Recurring("claims.forget", Daily("04:45")),
    Recurring("collecting.forget", Daily("04:50")),
    Recurring("introductions.forget", Daily("04:55")),
    Recurring("interactions.forget", Daily("04:55")),
    Recurring("data_control.visit", Daily("05:00")),
    # After the sources were read and joined in the night, before the team's day begins.
    Recurring("enrichment.look", Daily("05:20")),
    Recurring("clocks.check", Daily("05:30")),
    Recurring("watching.tell", Daily("06:10")),
    Recurring("listings.expire", Daily("06:20")),
    Recurring("interests.wake", Daily("06:30")),
    Recurring("introductions.go_on", Daily("06:40")),
    Recurring("agreements.go_on", Daily("06:45")),
    Recurring("support.close", Daily("06:50")),
    # People find the letter when their day begins.
    Recurring("upkeep.ask", Daily("07:00")),
    Recurring("clocks.digest", Daily("07:10")),
)
