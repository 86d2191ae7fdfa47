"""Signed packages between agencies: durable, exactly once in effect, with receipts and handling states."""
