"""A real mail server on this machine, which takes letters, refuses them, or takes its time."""

import asyncio
import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """
    What the server was handed, and how it answers.

    :ivar refusal: its answer to each recipient instead of taking the letter, such as "550 No"
    :ivar is_slow: it has read the letter, but does not say that it took it
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[EmailMessage] = []
        self.asked = 0
        self.refusal = ""
        self.is_slow = False

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.asked += 1
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        while self.is_slow:
            await asyncio.sleep(0.05)
        return "250 Taken"

    @property
    def environment(self) -> dict[str, str]:
        """What leads a production site to it."""
        return {
            "LIAISON_MAIL_HOST": "127.0.0.1",
            "LIAISON_MAIL_PORT": str(self.port),
            "LIAISON_MAIL_TLS": "no",
            "LIAISON_MAIL_FROM": "letters@liaison.example",
        }


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    server = MailServer(port)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server
    finally:
        server.is_slow = False
        controller.stop()
