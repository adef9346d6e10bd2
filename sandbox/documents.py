"""What the stand-ins remember: JSON documents by kind and key, in an SQLite file or in memory."""

import json
import sqlite3


class Documents:
    """One stand-in's memory."""

    def __init__(self, path: str, owner: str) -> None:
        self._owner = owner
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS documents (owner TEXT, kind TEXT, key TEXT, doc TEXT,"
            " PRIMARY KEY (owner, kind, key))"
        )

    def close(self) -> None:
        self._db.close()

    def put(self, kind: str, key: str, doc: dict[str, object]) -> None:
        row = (self._owner, kind, key, json.dumps(doc))
        self._db.execute("INSERT INTO documents VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET doc = excluded.doc", row)

    def get(self, kind: str, key: str) -> dict[str, object] | None:
        query = "SELECT doc FROM documents WHERE owner = ? AND kind = ? AND key = ?"
        row = self._db.execute(query, (self._owner, kind, key)).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def every(self, kind: str) -> list[dict[str, object]]:
        """In the order in which they came."""
        query = "SELECT doc FROM documents WHERE owner = ? AND kind = ? ORDER BY rowid"
        return [dict(json.loads(doc)) for (doc,) in self._db.execute(query, (self._owner, kind))]

    def forget(self, kind: str) -> None:
        self._db.execute("DELETE FROM documents WHERE owner = ? AND kind = ?", (self._owner, kind))
