"""Waiting that ends early when the bridge is told to stop."""

import asyncio
import random
from collections.abc import Callable


class Backoff:
    """Wait ever longer: each pause is twice the one before, up to `longest` seconds, give or take a fifth."""

    def __init__(
        self,
        stop: asyncio.Event,
        *,
        first: float = 0.25,
        longest: float = 30.0,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._stop, self._first, self._longest, self._chance = stop, first, longest, chance
        self._next = first

    def reset(self) -> None:
        """Begin with the shortest pause again."""
        self._next = self._first

    async def wait(self) -> None:
        """Wait for the next pause, or until told to stop."""
        pause, self._next = self._next, min(self._next * 2, self._longest)
        await pause_for(self._stop, pause * (0.8 + 0.4 * self._chance()))


async def pause_for(stop: asyncio.Event, seconds: float) -> None:
    """Wait for some seconds, or until told to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
