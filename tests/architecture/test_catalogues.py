"""Vietnamese and English are complete."""

import pytest
from tools import messages


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_text_lacks_its_translation(language):
    assert messages.missing(language) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_places_in_a_text_are_kept_in_its_translation(language):
    import re

    place = re.compile(r"%\((\w+)\)[sd]|%[sd]")
    for message in messages.read(language):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        if ids[0] and texts[0]:
            for text in texts:
                assert set(place.findall(text)) <= set(place.findall(" ".join(ids))), ids[0]
