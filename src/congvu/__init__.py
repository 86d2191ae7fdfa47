"""Công vụ: the open platform for the whole work of Vietnamese state agencies."""
