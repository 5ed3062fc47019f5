"""What a note may hold."""

TEXT_LENGTH_MAX = 2000
KEY_LENGTH_MAX = 64


def text_problem(text: str) -> str | None:
    """Return why `text` is no note, None if it is one; the text itself is never in the answer."""
    if not text.strip():
        return "a note needs a text"
    if (length := len(text.strip())) > TEXT_LENGTH_MAX:
        return f"a note holds at most {TEXT_LENGTH_MAX} characters, got {length}"
    return None
