"""How the words sound: calm, upset, angry or sarcastic."""

from functools import cache

from nlp.judgement import Mood
from nlp.marks import Finder
from nlp.rules import Sheet, check_mark, shelf_files


def mood(text: str) -> Mood:
    """Return the mood of a normalised text: the strongest sign counts, sarcasm before anger before upset."""
    found = {mood for _, _, mood in _finder().hits(text)}
    for candidate in (Mood.sarcastic, Mood.angry, Mood.upset):
        if candidate in found:
            return candidate
    return Mood.calm


@cache
def _finder() -> Finder[Mood]:
    marks = []
    for file, source in shelf_files("mood"):
        sheet = Sheet(file, source)
        tone: Mood = sheet.choice("mood", Mood, required=True)
        for written in sheet.texts("words"):
            check_mark(sheet, "words", written)
            marks.append((written, tone))
    return Finder(marks)
