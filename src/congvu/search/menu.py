"""What search puts into the page frame: suggestions under the box at the top."""

from congvu.ui.api import register_suggestions

register_suggestions(url_name="search:suggest")
