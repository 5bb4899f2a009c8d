"""What can go wrong. A matching that does not exist is not an error but an outcome of a result."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Cancelled", "Error", "InputError", "InternalError"]


class Error(Exception):
    """Everything that this package raises on its own account."""


class InputError(Error, ValueError):
    """The input breaks a rule; the message names the place.

    Attributes
    ----------
    faults : tuple of str
        Every fault that was found (at most a few dozen), the first being the message.
    """

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        self.faults: tuple[str, ...] = tuple(faults) or (message,)
        super().__init__(message)

    def __reduce__(self):  # keeps `faults` when an error crosses a process boundary
        return (type(self), (str(self), self.faults))

    @classmethod
    def collect(cls, faults: Sequence[str]) -> InputError:
        """One error for several faults: the message shows the first few."""
        shown = "\n".join(faults[:10])
        if len(faults) > 10:
            shown += f"\nand {len(faults) - 10} more"
        return cls(shown, faults[:50])


class Cancelled(Error):
    """The call was given up because its cancel token was set."""


class InternalError(Error, RuntimeError):
    """A defect of the library itself."""
