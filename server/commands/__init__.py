"""What each command of nextplease-server does; `server.cli` says how they are called."""
