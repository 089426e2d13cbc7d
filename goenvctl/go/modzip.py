"""Which zips Go takes for a module: names and sizes (golang.org/x/mod/zip, CheckZip)."""

from __future__ import annotations

from sys import getsizeof

from goenvctl.go.archive import MAX_ENTRIES, MAX_NAMES, Archive, Entry, TooLarge
from goenvctl.go.module import ModulePathError, check_file_path
from goenvctl.language import tr

MAX_FILES = 500 << 20  # bytes of all files together (x/mod/zip MaxZipFile)
MAX_GO_MOD = 16 << 20  # x/mod/zip MaxGoMod and MaxLICENSE
MAX_RATIO, RATIO_FROM = 400, 64 << 20  # a small file that becomes a huge one is a bomb


class BadEntry(ValueError):
    """A zip, but none that Go would take for this module; the message names the entry."""


class ForeignEntry(BadEntry):
    """One that does not lie where the module's files do."""


def check_entries(archive: Archive, root: str) -> None:
    """Raise BadEntry or TooLarge unless x/mod/zip takes the archive for `root` (`path@version/`).

    Sizes come first: where it is BadEntry, the archive can be read within the caps.
    """
    _check_sizes([entry for entry in archive.entries if not entry.name.endswith("/")], root)
    names = _Names()
    for entry in archive.entries:
        name = entry.name.removeprefix(root)
        if name == entry.name:
            raise ForeignEntry(tr("{name} does not lie under {folder}", name=entry.name, folder=root))
        if ".." in name.split("/"):
            raise ForeignEntry(tr("{name} leads out of {folder}", name=entry.name, folder=root))
        if name:
            _check_name(name)
            names.add(name.removesuffix("/"), is_folder=name.endswith("/"))


def _check_sizes(files: list[Entry], root: str) -> None:
    total, packed = sum(file.size for file in files), sum(file.packed for file in files)
    if total > MAX_FILES or (total > RATIO_FROM and total > MAX_RATIO * packed):
        raise TooLarge(tr("{packed} KiB of it unpack to {size} MiB", packed=packed >> 10, size=total >> 20))
    for file in files:
        if file.size > MAX_GO_MOD and file.name in (f"{root}go.mod", f"{root}LICENSE"):
            raise TooLarge(tr("{name} has {size} MiB", name=file.name, size=file.size >> 20))


def _check_name(name: str) -> None:
    try:
        check_file_path(name.removesuffix("/"))
    except ModulePathError as exc:
        raise BadEntry(f"{name}: {exc}") from exc
    if name.rpartition("/")[2].lower() == "go.mod" and name != "go.mod":
        raise BadEntry(tr("{name}: go.mod stands only at the root, in lower case", name=name))


class _Names:
    """Files and folders, of which a file system without case may take no two for one (collisionChecker)."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, bool]] = {}
        self._left = MAX_NAMES

    def add(self, name: str, *, is_folder: bool) -> None:
        """Add it with the folders above. Raises BadEntry, TooLarge."""
        folded = _fold(name)  # once: letter by letter, so that what holds of it holds of each folder
        while name:
            found = self._found.get(folded)
            if found is None:
                self._found[folded] = name, is_folder
                self._left -= getsizeof(name) + getsizeof(folded)
            elif found != (name, is_folder) or not is_folder:
                raise BadEntry(tr("{name} collides with {other}", name=name, other=found[0]))
            else:
                return  # and so are the folders above
            if self._left < 0 or len(self._found) > MAX_ENTRIES:
                raise TooLarge(
                    tr("it holds more than {number} files and folders, or too long names", number=MAX_ENTRIES)
                )
            name, folded, is_folder = name.rpartition("/")[0], folded.rpartition("/")[0], True


def _fold(name: str) -> str:
    """Simple folding (unicode.SimpleFold): one letter stays one, so that `ß` is not `ss`."""
    return name.lower() if name.isascii() else "".join(map(_fold_letter, name))


def _fold_letter(letter: str) -> str:
    return next(one for one in (letter.casefold(), letter.lower(), letter) if len(one) == 1)
