"""Whether what is installed beside us gets in our way."""

from importlib import metadata

_OURS = ("bot", "handlers", "nlp", "storage")


def intruders() -> list[str]:
    """Name every other distribution with a package of one of our four names: Python would mix them up."""
    shipped = metadata.packages_distributions()
    return [
        f"the distribution {other} also ships a package {name}: give frontdesk an environment of its own"
        for name in _OURS
        for other in sorted(set(shipped.get(name, ())) - {"frontdesk"})
    ]
