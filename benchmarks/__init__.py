"""Measurements: each file is one command that prints its figures beside a limit or a peer of the same run."""
