"""Template tags by kind; `templatetags/cv.py` gathers them into the library that every template has."""
