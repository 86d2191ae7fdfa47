"""Acts of the exchange, one file each."""
