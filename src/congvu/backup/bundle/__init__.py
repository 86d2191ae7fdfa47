"""The file of a backup: how it is written, encrypted, read and checked. Knows no table and no model."""
