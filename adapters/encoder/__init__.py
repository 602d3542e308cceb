"""The process that runs a sentence-transformers model, asked over HTTP."""

from adapters.encoder.client import EncoderClient, service

__all__ = ["EncoderClient", "service"]
