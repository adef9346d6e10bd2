"""An SMTP server of the tests' own."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Letters(socketserver.StreamRequestHandler):
    """An SMTP server that takes everything."""

    taken: list[str]

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                letter = b""
                while (said := self.rfile.readline()) != b".\r\n":
                    letter += said
                self.taken.append(letter.decode())
            elif line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 well\r\n")


@contextmanager
def post_office() -> Iterator[tuple[int, list[str]]]:
    """Its port, and the letters that it was given."""
    taken: list[str] = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Office", (Letters,), {"taken": taken})) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1], taken
        server.shutdown()
        thread.join(60)
