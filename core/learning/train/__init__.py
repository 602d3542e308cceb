"""Training, with torch. Serving never imports this."""
