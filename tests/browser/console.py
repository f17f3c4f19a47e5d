"""What a browser complains about: errors and warnings, uncaught exceptions, breaches of the CSP."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage


@dataclass
class Console:
    """The complaints of all windows of a story."""

    said: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.said.append(f"uncaught: {error.error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.type}: {message.text} ({message.location['url']})")

    def expect(self, *words: str) -> None:
        """Let complaints with these words pass: Chromium notes every answer of 400 and more."""
        self.expected += words

    def unexpected(self) -> list[str]:
        return [line for line in self.said if not any(words in line for words in self.expected)]
