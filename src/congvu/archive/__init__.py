"""Case files, the file plan of the year, hand-over to the current archive, loans, disposal."""
