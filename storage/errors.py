"""What can go wrong with a database, each as one sentence for the operator, free of secrets."""

from sqlalchemy.exc import InterfaceError, OperationalError


class StorageError(Exception):
    """The database cannot be used as asked; nothing was kept unless the sentence says otherwise."""


class UnknownDatabase(StorageError):
    """The URL names a kind of database that this product does not know."""


class DatabaseMissing(StorageError):
    """There is no database at this place yet."""


class SchemaTooOld(StorageError):
    """The database has to be migrated first."""


class SchemaTooNew(StorageError):
    """A later version of the product has migrated the database."""


class DatabaseReadOnly(StorageError):
    """The database can be read, but not written."""


class DatabaseInUse(StorageError):
    """Another `run` works with this SQLite file."""


class DatabaseMoved(StorageError):
    """Everything in this SQLite file is in another database by now."""


class MoveRefused(StorageError):
    """One database cannot be moved into the other; both are as they were."""


class DatabaseUnavailable(StorageError):
    """The database cannot be reached or written now; trying again later may help."""


class BackupRefused(StorageError):
    """A copy cannot be made there, or a file is no copy that could be put back."""


class LostClaim(Exception):
    """A row is not the caller's any more: its lease ran out, or it is finished. The unit must not count."""


class Stale(Exception):
    """Something changed since the unit read it; where units run side by side the lane runs it again."""


# What a unit of work lets pass when it catches bugs: whether it runs again is for the lane to say.
NO_BUGS = (StorageError, LostClaim, Stale, OperationalError, InterfaceError)
