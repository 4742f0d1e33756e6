"""What is held against a document, a client and a provider; each check names the broken clause."""
