"""Firefox's own line for programs that drive it: JSON over TCP, each message with its length before it.

Source: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

import json
import socket
from types import TracebackType
from typing import Any, Self

_PATIENCE_SECONDS = 120
# A script that is not done by then has failed.
_SCRIPT_SECONDS = 30
_COMMAND = 0


class Failed(Exception):
    """What Firefox says of a command that it could not do."""


class NotInTime(Failed):
    """A script that was not done in half a minute."""


class Marionette:
    """One session; a command is answered before the next is sent."""

    def __init__(self, port: int) -> None:
        self._line = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_SECONDS)
        self._unread = self._line.makefile("rb")
        self._number = 0
        self._read()  # It says first which protocol it speaks.
        self.call("WebDriver:NewSession")
        self.call("WebDriver:SetTimeouts", script=_SCRIPT_SECONDS * 1_000)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._unread.close()
        self._line.close()

    def call(self, command: str, **facts: object) -> Any:
        """What it answers. Raises Failed."""
        self._number += 1
        said = json.dumps([_COMMAND, self._number, command, facts]).encode()
        self._line.sendall(b"%d:%b" % (len(said), said))
        _, number, error, result = self._read()
        assert number == self._number, "an answer to another command"
        if error:
            raise (NotInTime if error["error"] == "script timeout" else Failed)(
                f"{command}: {error['error']}: {error['message']}"
            )
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def in_tab(self, command: str, **facts: object) -> Any:
        """A command about the tab that is chosen, and what is in it."""
        self.call("Marionette:SetContext", value="content")
        return self.call(command, **facts)

    def in_page(self, script: str, *arguments: object) -> Any:
        """What the async function gives in the page that is shown."""
        return self._run("content", script, arguments)

    def in_browser(self, script: str, *arguments: object) -> Any:
        """The same in the browser's own window, where everything is allowed."""
        return self._run("chrome", script, arguments)

    def _run(self, context: str, script: str, arguments: tuple[object, ...]) -> Any:
        self.call("Marionette:SetContext", value=context)
        return self.call("WebDriver:ExecuteScript", script=f"return ({script})(...arguments)", args=list(arguments))

    def _read(self) -> Any:
        length = b""
        while (one := self._unread.read(1)) != b":":
            if not one:
                raise Failed("Firefox has closed the line")
            length += one
        return json.loads(self._unread.read(int(length)))
