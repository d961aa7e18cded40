"""What a need asks for, piece by piece."""


def split_requirements(text: str) -> tuple[str, ...]:
    """Return what the need asks for."""
    return (text,) if text.strip() else ()
