"""What the programs share: wire types, client, stream, settings, language, drawing."""
