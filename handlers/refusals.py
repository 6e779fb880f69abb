"""Expected refusals: sentences for people, never bugs."""


class Refused(Exception):
    """What was asked is not possible; `str()` is the sentence the person reads."""
