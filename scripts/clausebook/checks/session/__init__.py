"""One provider while it is judged: the connection to it and what is known of its state."""
