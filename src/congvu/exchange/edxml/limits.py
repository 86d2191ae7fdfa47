"""How much of a message is taken. Nothing here is law: it keeps a hostile message from costing the machine."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of reading; memory stays far below 64 MiB within them, whatever the files weigh."""

    message: int = 2048 * MIB  # bytes of the whole message
    attachments: int = 2048 * MIB  # bytes of all files together, unpacked
    attachment_count: int = 500
    depth: int = 40
    elements: int = 60_000
    attributes: int = 32  # on one element
    text: int = MIB  # letters directly in one element
    all_text: int = 8 * MIB  # letters outside the files
    token: int = MIB  # bytes of one tag, comment or instruction
    ratio: int = 150  # an archive may unpack to this many times its size
    free_unpacked: int = 64 * MIB  # below this the ratio does not matter


DEFAULT = Limits()
