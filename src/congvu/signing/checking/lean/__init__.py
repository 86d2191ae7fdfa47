"""The same answers as pyHanko's comparison of revisions, without reading and following all of a file."""
