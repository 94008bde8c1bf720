"""An editor's side of the Language Server Protocol, as far as diagnostics need it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType
    from typing import IO


class Editor:
    """A YAML language server, run over stdio; use it in a `with`."""

    def __init__(self, server: str) -> None:
        """Start the server and shake hands."""
        self.process = subprocess.Popen(
            [server, "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._send(id=0, method="initialize", params={"processId": None, "rootUri": None,
                                                      "capabilities": {}})  # fmt: skip
        while self._receive().get("id") != 0:
            pass
        self._send(method="initialized", params={})

    def __enter__(self) -> Self:
        """Return the editor itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the server."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()
        self.process.wait()

    def diagnose(self, name: str, text: str) -> list[tuple[int, str]]:
        """Open a document and return its diagnostics: line, from 0, and message."""
        uri = f"file:///{name}"
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                self._send(id=message["id"], result=None)
            elif message.get("method") == "textDocument/publishDiagnostics":
                params = message["params"]
                if params["uri"] == uri:
                    found = params["diagnostics"]
                    return [(d["range"]["start"]["line"], d["message"]) for d in found]

    def _send(self, **message: object) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = _open(self.process.stdin)
        stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        stream.flush()

    def _receive(self) -> dict[str, Any]:
        stream, length = _open(self.process.stdout), 0
        while header := stream.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise EOFError("the language server has ended")
        message: dict[str, Any] = json.loads(stream.read(length))
        return message


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError("the language server has no stream")
    return stream
