"""What a resource does from its creation to after its deletion, one module a promise."""
