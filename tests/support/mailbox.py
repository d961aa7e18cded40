"""A real mailbox on this machine, read over IMAP."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient

PERSON, PASSWORD = "replies", "secret word"


class Mailbox:
    """
    What lies in the mailbox.

    :ivar address: by which the site opens it
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"imap://{PERSON}:secret%20word@127.0.0.1:{port}/INBOX"

    def put(self, *mails: bytes) -> None:
        with self._open() as box:
            for mail in mails:
                box.append("INBOX", mail)

    def count(self) -> int:
        with self._open() as box:
            return len(box.search(["UNDELETED"]))

    @contextmanager
    def _open(self) -> Iterator[IMAPClient]:
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=20) as box:
            box.login(PERSON, PASSWORD)
            box.select_folder("INBOX")
            yield box


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    where = ["--host", "127.0.0.1", "--port", str(port), "--no-tls", "--no-service", "managesieve"]
    who = ["dict", "--demo-data", "--demo-user", PERSON, "--demo-password", PASSWORD]
    server = subprocess.Popen(
        [sys.executable, "-c", "from pymap.main import main; main()", *where, *who]
    )
    try:
        _wait_for(port)
        box = Mailbox(port)
        with box._open() as opened:
            opened.delete_messages(opened.search())
            opened.expunge()
        yield box
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _try in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError("The mailbox does not open.")
