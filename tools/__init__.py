"""Tools for developers of Công vụ."""
