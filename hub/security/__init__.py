"""Keys, sealing and identity: the only room that imports cryptography."""
