"""Print exact pins of everything that the project needs: the closure of its declared dependencies, as installed."""

from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

WITHOUT_DEPENDENCIES = {"matplotlib-fontja"}  # we take its font file and never import it
BUILD = ("setuptools",)  # `pip install --no-build-isolation -e .` builds with what the lock installs


def closure() -> dict[str, str]:
    """Return name and version of each package reached from the project with its development extras."""
    found: dict[str, str] = {}
    waiting = [Requirement("tsunagu[dev]"), *map(Requirement, BUILD)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        mark = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if mark in seen:
            continue
        seen.add(mark)
        package = distribution(requirement.name)
        found[package.metadata["Name"]] = package.version
        for text in [] if mark[0] in WITHOUT_DEPENDENCIES else package.requires or []:
            needed = Requirement(text)
            extras = requirement.extras or {""}
            if needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in {"", *extras}
            ):
                waiting.append(needed)
    found.pop("tsunagu")
    return found


if __name__ == "__main__":
    try:
        for name, version in sorted(closure().items(), key=lambda pair: pair[0].lower()):
            print(f"{name}=={version}")
    except PackageNotFoundError as missing:
        raise SystemExit(f"{missing.name} is declared but not installed") from missing
