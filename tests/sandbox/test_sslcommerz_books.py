"""The stand-in's books, read while it writes in them."""

import threading
from collections import Counter

from sandbox.main import DEMO_STORE
from sandbox.sslcommerz.state import State


def test_whoever_reads_while_it_writes_finds_every_session_once() -> None:
    state = State(":memory:", DEMO_STORE)
    sessions = [state.open_session({"tran_id": f"AD{number}", "total_amount": "150.00"}) for number in range(60)]
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            for session in sessions:
                state.save(session)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [Counter(session.tran_id for session in state.everything()) for _ in range(300)]
    finally:
        over.set()
        writer.join()
    state.close()
    assert all(len(books) == 60 and set(books.values()) == {1} for books in found)
