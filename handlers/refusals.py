"""Expected refusals: sentences for people, or a word to try again; never bugs."""


class Refused(Exception):
    """What was asked is not possible; `str()` is the sentence the person reads."""


class TooEarly(Exception):
    """What this needs is being written at this moment: the update is tried again, as after a fault."""
