"""One folder a platform: what comes in, the door, what goes out, calls to the platform, its limits."""
