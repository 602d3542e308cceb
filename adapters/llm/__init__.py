"""A language model's server that speaks OpenAI's chat protocol, asked for a second opinion on unclear messages."""

from adapters.llm.client import LlmReader, service

__all__ = ["LlmReader", "service"]
