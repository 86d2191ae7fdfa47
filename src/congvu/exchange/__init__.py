"""The exchange part of Công vụ; its README.md says what it holds."""
