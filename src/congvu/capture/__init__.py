"""Papers that come in by scanner and e-mail: kept, split, read, and proposed to the clerk for registration."""
