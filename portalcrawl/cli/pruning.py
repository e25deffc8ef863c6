"""Removing snapshots, reports and logs that are older than an archive keeps them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portalcrawl.errors import Fault
from portalcrawl.retention import Policy, kept, of_last_days

_UNFINISHED = ".unfinished-"
_PRUNED = f"{_UNFINISHED}pruned-"
_LATEST = "latest"
#: A link on its way to be ``latest``.
_LATEST_LEFT = f"{_LATEST}.*.part"
_LOG = re.compile(r"(\d{8}T\d{6}Z)-\d+-.+\.(?:log|json|err)")
#: How old what is unfinished must be, so that nobody is at work on it.
_GIVEN_UP = timedelta(days=1)
#: No run takes so long: the log of one that still runs stays.
_LONGEST_RUN = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was removed, or would be; each by name."""

    snapshots: tuple[Path, ...] = ()
    unfinished: tuple[Path, ...] = ()
    """What killed runs left among the snapshots and the reports."""
    reports: tuple[Path, ...] = ()
    logs: tuple[Path, ...] = ()
    freed: int = 0
    """Bytes."""

    @property
    def everything(self) -> tuple[Path, ...]:
        """All of it."""
        return (*self.snapshots, *self.unfinished, *self.reports, *self.logs)


def prune(archive: Path, policy: Policy, now: datetime, *, dry_run: bool) -> Pruned:
    """Remove from an archive what the policy does not keep, at a moment (aware).

    The snapshot and the report that ``latest`` points to stay, and so does what is not named and
    made as this program does it. With ``dry_run`` nothing is removed. Raises Fault where something
    cannot be removed; what was removed before is.
    """
    try:
        found = Pruned(
            snapshots=tuple(_snapshots(archive / "snapshots", policy)),
            unfinished=(
                *_unfinished(archive / "snapshots", now),
                *_unfinished(archive / "reports", now),
            ),
            reports=tuple(_reports(archive / "reports", policy)),
            logs=tuple(_logs(archive / "logs", policy, now)),
        )
        freed = sum(map(_size, found.everything))
        if not dry_run:
            for path in found.everything:
                _remove(path)
    except OSError as error:
        raise Fault(
            f"{error.filename or archive} cannot be pruned: {error.strerror or error};"
            " see to its permissions"
        ) from error
    return Pruned(
        snapshots=found.snapshots,
        unfinished=found.unfinished,
        reports=found.reports,
        logs=found.logs,
        freed=freed,
    )


def _snapshots(folder: Path, policy: Policy) -> Iterator[Path]:
    whole = {
        time: path
        for path in _folders(folder)
        if (path / "SHA256SUMS").is_file() and (time := _time(path.name))
    }
    stays = kept(whole, policy)
    for time, path in sorted(whole.items()):
        if time not in stays and not _is_latest(path):
            yield path


def _unfinished(folder: Path, now: datetime) -> Iterator[Path]:
    for path in sorted((*folder.glob(f"{_UNFINISHED}*"), *folder.glob(_LATEST_LEFT))):
        if _modified(path) < now - _GIVEN_UP:
            yield path


def _reports(folder: Path, policy: Policy) -> Iterator[Path]:
    found = {path: time for path in _folders(folder) if (time := _time(path.name))}
    stays = of_last_days(found.values(), policy.reports_days)
    for path, time in found.items():
        if time not in stays and not _is_latest(path):
            yield path


def _logs(folder: Path, policy: Policy, now: datetime) -> Iterator[Path]:
    found = {
        path: time
        for path in sorted(folder.glob("*"))
        if (named := _LOG.fullmatch(path.name))
        and (time := _time(named[1]))
        and path.is_file()
        and not path.is_symlink()
    }
    stays = of_last_days(found.values(), policy.logs_days)
    for path, time in found.items():
        if time not in stays and _modified(path) < now - _LONGEST_RUN:
            yield path


def _folders(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*")):
        if path.is_dir() and not path.is_symlink():
            yield path


def _time(name: str) -> datetime | None:
    """The moment that a name tells; None where it is none."""
    with suppress(ValueError):
        time = datetime.strptime(name, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        # strptime takes 202611T01... as well.
        return time if f"{time:%Y%m%dT%H%M%SZ}" == name else None
    return None


def _is_latest(path: Path) -> bool:
    return (path.parent / _LATEST).resolve() == path.resolve()


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC)


def _size(path: Path) -> int:
    """Bytes of a file, or of all in a folder."""
    inside = path.rglob("*") if path.is_dir() and not path.is_symlink() else [path]
    return sum(each.lstat().st_size for each in inside if not each.is_dir())


def _remove(path: Path) -> None:
    """A folder gets another name first: half a snapshot never passes for one."""
    if not path.is_dir() or path.is_symlink():
        path.unlink(missing_ok=True)
        return
    if not path.name.startswith(_UNFINISHED):
        path = path.rename(path.with_name(f"{_PRUNED}{path.name}"))
    shutil.rmtree(path)
