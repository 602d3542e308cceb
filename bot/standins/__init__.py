"""Servers that play the platforms over real sockets, strictly: for the embedded mode and for tests."""
