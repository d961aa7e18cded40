"""Non-disclosure agreements between the two sides of an introduction: their dates and files."""
