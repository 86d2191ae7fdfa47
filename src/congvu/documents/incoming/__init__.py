"""Pure decisions about the desk of incoming documents."""
