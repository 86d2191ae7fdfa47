"""The demonstration certificate authority; nothing it makes has legal value."""
