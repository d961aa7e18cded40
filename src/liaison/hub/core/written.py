"""What people write, as it is kept: databases store no NUL, and browsers end lines in two ways."""


def lines(text: str) -> str:
    """Return a text with its lines, without what stands around it."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def one_line(text: str) -> str:
    """Return a text in one line, with single spaces."""
    return " ".join(text.replace("\x00", "").split())
