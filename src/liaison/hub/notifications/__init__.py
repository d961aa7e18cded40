"""What we send to people by e-mail, and what they chose to receive."""
