"""Words of staff for colleagues only."""

_SIGNS = ("//", "／／", "、、", "备注", "内部", "note:", "note：", "internal:", "internal：")


def is_note(text: str) -> bool:
    """Tell whether words must never leave the group."""
    return text.lstrip().casefold().startswith(_SIGNS)
