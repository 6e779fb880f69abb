"""What a text is about: pure, text in, judgement out."""

from nlp.screen import screen

__all__ = ["screen"]
