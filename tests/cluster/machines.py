"""Three machines on this one: each a network namespace on one bridge, with a small disk of its own."""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

NAMES: Final = ("db1", "db2", "db3")
_NETWORK: Final = "10.77.0"
OURS: Final = f"{_NETWORK}.1"
_BRIDGE: Final = "aday-trial"
_DISK_BYTES: Final = 700_000_000
_FOLDER: Final = "aday-cluster-"
_LOCK: Final = Path("/run/lock/aday-cluster-trial.lock")
# PostgreSQL refuses root. Whoever it is may read what root may, wherever this was unpacked, and change nothing of it.
_NOBODY: Final = 65534
_AS_NOBODY: Final = (
    "setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups",
    "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
)  # fmt: skip
_NEEDED: Final = ("ip", "setpriv", "mkfs.ext4", "mount", "umount", "etcd")


CANNOT_RUN: Final = 77
"""What the trial ends with where it cannot run."""


class CannotRun(Exception):
    """Why the trial cannot run on this machine, in one sentence."""


@dataclass
class Machine:
    """One of the three: its name, its address, and the folder that is its disk."""

    name: str
    address: str
    folder: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def namespace(self) -> str:
        return f"{_BRIDGE}-{self.name}"

    @property
    def disk(self) -> Path:
        return self.folder / "disk"

    @property
    def _wire(self) -> str:
        return f"adayt-{self.name}"

    def make(self) -> None:
        """Its disk and its network."""
        self.disk.mkdir()
        image = self.folder / "disk.img"
        with image.open("wb") as file:
            file.truncate(_DISK_BYTES)
        _run("mkfs.ext4", "-q", "-m", "0", str(image))
        _run("mount", "-o", "loop", str(image), str(self.disk))
        shutil.rmtree(self.disk / "lost+found")
        os.chown(self.disk, _NOBODY, _NOBODY)
        _run("ip", "netns", "add", self.namespace)
        _run("ip", "link", "add", self._wire, "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        _run("ip", "link", "set", self._wire, "master", _BRIDGE, "up")
        self._within("ip", "link", "set", "lo", "up")
        self._within("ip", "addr", "add", f"{self.address}/24", "dev", "eth0")
        self._within("ip", "link", "set", "eth0", "up")

    def remove(self) -> None:
        """All of it, whatever of it was made."""
        while left := self.processes:
            self.kill(*left)
        _try("ip", "netns", "del", self.namespace)
        _try("ip", "link", "del", self._wire)
        _try("umount", "--lazy", str(self.disk))

    def start(self, name: str, *command: str, environment: Mapping[str, str] | None = None) -> None:
        """A program on it, as nobody; what it says goes to a file of that name."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.started.append(
                subprocess.Popen(
                    ["ip", "netns", "exec", self.namespace, *_AS_NOBODY, *command],
                    cwd=self.disk,
                    env={
                        "PATH": os.environ["PATH"],
                        "LC_ALL": "C.UTF-8",
                        "HOME": str(self.disk),
                        **(environment or {}),
                    },
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    @property
    def processes(self) -> list[psutil.Process]:
        """Everything that runs on it."""
        listed = subprocess.run(["ip", "netns", "pids", self.namespace], capture_output=True, text=True, check=False)
        found = []
        for pid in listed.stdout.split():
            with suppress(psutil.NoSuchProcess):
                found.append(psutil.Process(int(pid)))
        return found

    def running(self, name: str) -> list[psutil.Process]:
        """Those of this program: `etcd`, `patroni` or `postgres`."""
        found = []
        for one in self.processes:
            with suppress(psutil.NoSuchProcess):
                words = one.cmdline()
                # A process of PostgreSQL's calls itself `postgres: aday: checkpointer`.
                if any(Path(word.partition(": ")[0]).name == name for word in words[:2]):
                    found.append(one)
        return found

    def kill(self, *victims: psutil.Process) -> None:
        """As `kill -9`; they are gone when this returns."""
        for one in victims:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGKILL)
        psutil.wait_procs(victims, 10)
        for started in self.started:
            started.poll()

    def cut(self) -> None:
        """Pull its cable: what is sent to it or by it is lost, and nobody is told."""
        _run("ip", "link", "set", self._wire, "nomaster")

    def cut_from(self, others: list["Machine"]) -> None:
        """Lose all that it sends to the other machines; whoever calls it from elsewhere reaches it still."""
        for one in others:
            self._within("ip", "route", "add", "blackhole", f"{one.address}/32")

    def mend(self) -> None:
        """Its network as it was."""
        _run("ip", "link", "set", self._wire, "master", _BRIDGE)
        for name in NAMES:
            _try("ip", "netns", "exec", self.namespace, "ip", "route", "del", "blackhole", f"{address_of(name)}/32")

    @contextmanager
    def full(self) -> Iterator[None]:
        """Not a byte is free on its disk."""
        ballast = self.disk / "ballast"
        try:
            with ballast.open("wb", buffering=0) as file, suppress(OSError):
                os.posix_fallocate(file.fileno(), 0, max(0, shutil.disk_usage(self.disk).free - 1_000_000))
                file.seek(0, os.SEEK_END)
                while file.write(bytes(4096)):
                    pass
            yield
        finally:
            ballast.unlink(missing_ok=True)

    def _within(self, *command: str) -> None:
        _run("ip", "netns", "exec", self.namespace, *command)


def address_of(name: str) -> str:
    return f"{_NETWORK}.{10 + int(name.removeprefix('db'))}"


@contextmanager
def machines() -> Iterator[list[Machine]]:
    """The three, until the end; what is left of a trial that was killed goes first. Raises CannotRun."""
    _look_whether_it_can_run()
    with ExitStack() as ending:
        lock = ending.enter_context(_LOCK.open("w"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotRun("Another cluster trial is running on this machine.") from None
        folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
        folder.chmod(0o755)
        found = [Machine(name, address_of(name), folder / name) for name in NAMES]
        _remove(found)
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        ending.callback(_remove, found)
        for one in found:
            one.folder.mkdir()
            os.chown(one.folder, _NOBODY, _NOBODY)
        try:
            _run("ip", "link", "add", _BRIDGE, "type", "bridge")
            _run("ip", "addr", "add", f"{OURS}/24", "dev", _BRIDGE)
            _run("ip", "link", "set", _BRIDGE, "up")
            for one in found:
                one.make()
        except subprocess.CalledProcessError as error:
            why = " ".join(error.stderr.decode(errors="replace").split())
            raise CannotRun(f"This machine makes no namespaces and disks of our own ({why}).") from None
        yield found


def _look_whether_it_can_run() -> None:
    if os.geteuid() != 0:
        raise CannotRun("The cluster trial makes network namespaces and mounts disks, which only root may.")
    for name in _NEEDED:
        if shutil.which(name) is None:
            raise CannotRun(f"The cluster trial needs the command {name}, which is not on this machine.")
    taken = subprocess.run(["ip", "-o", "-4", "addr"], capture_output=True, text=True, check=True).stdout
    if any(f"inet {_NETWORK}." in line and _BRIDGE not in line for line in taken.splitlines()):
        raise CannotRun(f"The cluster trial uses the network {_NETWORK}.0/24, which this machine has already.")


def _remove(found: list[Machine]) -> None:
    for one in found:
        one.remove()
    for line in Path("/proc/mounts").read_text().splitlines():
        if _FOLDER in (place := line.split()[1]):
            _try("umount", "--lazy", place)
    # Namespaces end a moment after the last of their processes.
    until = time.monotonic() + 5
    while time.monotonic() < until and Path(f"/sys/class/net/{_BRIDGE}").exists():
        _try("ip", "link", "del", _BRIDGE)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _try(*command: str) -> None:
    subprocess.run(command, check=False, capture_output=True)
