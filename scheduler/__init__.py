"""What happens without a message: due jobs and the sender of the outbox."""
