"""Two whole installations that exchange over mutual TLS: what they are, how they start, how they are filled."""
