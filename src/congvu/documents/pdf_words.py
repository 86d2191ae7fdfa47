"""A program, not a module: reads the words of PDFs by pdfium, one after another, in a process of its own.

`pdf_reader` starts it and asks by lines of JSON; it imports nothing of ours, so that it stands in a moment. What a
hostile file may do is bounded here in memory and there in time.
"""

import contextlib
import json
import resource
import signal
import sys

import pypdfium2

MEMORY = 2 << 30  # bytes of address space
# pdfium: 2 and FFFE stand for a hyphen at an end. Six replacements are ten times as quick as one table of letters.
NOT_TEXT = (("\x00", ""), ("\x02", ""), ("\ufffe", ""), ("\uffff", ""), ("\x0c", "\n"), ("\r", ""))


def words(path: str, most_pages: int, most_characters: int) -> tuple[str, int]:
    """Return the text and the number of pages."""
    found: list[str] = []
    length = 0
    with contextlib.closing(pypdfium2.PdfDocument(path)) as document:
        count = len(document)
        for number in range(min(count, most_pages)):
            with contextlib.closing(document[number]) as page, contextlib.closing(page.get_textpage()) as text:
                found.append(clean(text.get_text_range()))
            length += len(found[-1])
            if length > most_characters:
                break
    return "\n".join(found)[:most_characters], count


def clean(text: str) -> str:
    """Return the text without what stands for no letter."""
    for mark, instead in NOT_TEXT:
        text = text.replace(mark, instead)
    return text


def main() -> None:
    """Answer until the asker is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the asker
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        try:
            text, pages = words(*json.loads(line))
            answer = {"text": text, "pages": pages}
        except (pypdfium2.PdfiumError, MemoryError, OSError, ValueError):
            answer = {}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
