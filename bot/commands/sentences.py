"""How a command that failed is told: a sentence and an exit code, no trace."""

from bot.commands.failures import FAILED, WRONG, CommandFailed
from bot.config import ConfigError
from nlp.rules import RuleError
from storage.database import StorageError


def told(error: Exception) -> tuple[str, int]:
    """Return sentence and exit code; words of an unknown error stay unsaid: they may hold a secret."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    match error:
        case ConfigError():
            return str(error), WRONG
        case RuleError():
            return str(error), WRONG
        case CommandFailed():
            return str(error), error.code
        case StorageError():
            return str(error), FAILED
        case OSError(strerror=str()):
            return f"{error.filename or 'the system'}: {error.strerror}", FAILED
    return f"unexpected {type(error).__name__}: frontdesk --debug … shows where", FAILED
