"""Lists, minutes and whole files as PDF, XML and sheets."""
