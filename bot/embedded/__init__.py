"""PostgreSQL and Valkey of our own, in the data dir: started, shared between commands, stopped by the last one."""

from bot.embedded.secrets import SecretsError
from bot.embedded.server import EmbeddedServerError
from bot.embedded.servers import Servers, running

__all__ = ["EmbeddedServerError", "SecretsError", "Servers", "running"]
