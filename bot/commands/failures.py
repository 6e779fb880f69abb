"""A command that cannot do what it was asked, and the exit codes."""

FAILED = 1
WRONG = 2


class CommandFailed(Exception):
    """The text is for the operator, and all that is shown."""

    def __init__(self, sentence: str, code: int = FAILED) -> None:
        super().__init__(sentence)
        self.code = code
