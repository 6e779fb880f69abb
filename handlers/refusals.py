"""Expected refusals: sentences for people, or a word to try again; never bugs."""

from handlers.texts import Sentence, Value


class Refused(Exception):
    """What was asked is not possible; the sentence says why, in the language of whoever reads it."""

    def __init__(self, key: str, **values: Value) -> None:
        super().__init__(key)
        self.sentence = Sentence(key, **values)


class TooEarly(Exception):
    """What this needs is being written at this moment: the update is tried again, as after a fault."""
