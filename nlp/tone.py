"""How the words sound: calm, upset, angry or sarcastic."""

from collections.abc import Collection, Iterator

from nlp.judgement import Mood
from nlp.rules import Sheet, check_mark, shelf_files


def mood(found: Collection[Mood]) -> Mood:
    """Return the mood of signs found: the strongest counts, sarcasm before anger before upset."""
    for candidate in (Mood.sarcastic, Mood.angry, Mood.upset):
        if candidate in found:
            return candidate
    return Mood.calm


def marks() -> Iterator[tuple[str, Mood]]:
    """Yield the words that sound like something, as written in the rule files."""
    for file, source in shelf_files("mood"):
        sheet = Sheet(file, source)
        tone: Mood = sheet.choice("mood", Mood, required=True)
        for written in sheet.texts("words"):
            check_mark(sheet, "words", written)
            yield written, tone
