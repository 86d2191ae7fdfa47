"""Values in and out of spreadsheets."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def harmless(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula: a leading sign gets an apostrophe before it."""
    text = str(value or "")
    return f"'{text}" if text.startswith(DANGEROUS) else text


def plain(text: str) -> str:
    """Return text that `harmless` wrote without its apostrophe."""
    return text[1:] if text.startswith("'") and text[1:].startswith(DANGEROUS) else text
