"""Pages of introductions: proposing, deciding, answering without an account, the outcome."""
