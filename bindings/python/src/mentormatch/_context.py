"""The bridge to the C library: one context for each call, and what its poll callback does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from ._core import ffi, lib
from .errors import Cancelled, InputError, InternalError

CONTINUE, CANCEL, STOP = lib.MMATCH_POLL_CONTINUE, lib.MMATCH_POLL_CANCEL, lib.MMATCH_POLL_STOP

# The contexts whose call is running in this thread, innermost last: the callback's error handler has no
# other way to know which call an exception belongs to.
_running = threading.local()


def is_real(value: Any) -> bool:
    """Whether something is a number that can be compared: no text, no truth value, not NaN."""
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool) and value == value


class CancelToken:
    """Lets another thread give up a running call, which then raises `Cancelled`.

    >>> token = CancelToken()
    >>> token.cancel()
    >>> token.is_cancelled
    True
    """

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Asks every call that was given this token to give up."""
        self._event.set()

    @property
    def is_cancelled(self) -> bool:
        return self._event.is_set()


class Context:
    """A C context for the length of a `with` block.

    Calls go through `call`, which turns a status into an exception. While a call runs, the poll
    callback lets Python handle signals (so Ctrl-C works), reports progress, and watches the token and
    the time limit. Outside the main thread Python raises no KeyboardInterrupt: use a token there.
    """

    def __init__(
        self,
        *,
        threads: int = 1,
        progress: Any = None,
        time_limit: float | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        if isinstance(threads, bool) or not isinstance(threads, int) or not 0 <= threads <= 256:
            raise InputError(f"threads: {threads!r} is not a whole number from 0 to 256")
        if time_limit is not None and not (is_real(time_limit) and time_limit >= 0):
            raise InputError(f"time limit: {time_limit!r} is not a number of seconds")
        self._threads = threads
        self._report, self._close_report = _reporter(progress)
        self._deadline = None if time_limit is None else time.monotonic() + time_limit
        self._cancel = cancel
        self._may_stop = False
        self.exception: BaseException | None = None
        self.pointer = ffi.NULL

    def __enter__(self) -> Context:
        self._handle = ffi.new_handle(self)
        options = ffi.new("mmatch_context_options *")
        options.struct_size = ffi.sizeof("mmatch_context_options")
        options.poll = lib.mentormatch_poll
        options.poll_user_data = self._handle
        options.threads = self._threads
        out = ffi.new("mmatch_context **")
        status = lib.mmatch_context_create(options, out)
        if status == lib.MMATCH_ERR_NOMEM:
            raise MemoryError
        if status != lib.MMATCH_OK:
            raise InternalError("no context could be made")
        self.pointer = out[0]
        return self

    def __exit__(self, *_: Any) -> None:
        lib.mmatch_context_destroy(self.pointer)
        self.pointer = ffi.NULL
        self._handle = None
        self._close_report()

    def call(self, function: Any, *arguments: Any, may_stop: bool = False) -> None:
        """Runs `function(context, *arguments)` and raises what its status says.

        The time limit counts only where the function has a best answer so far (`may_stop`).
        """
        self._may_stop = may_stop
        stack = _stack()
        stack.append(self)
        self.exception = None
        try:
            status = function(self.pointer, *arguments)
        finally:
            stack.pop()
        if self.exception is not None:
            exception, self.exception = self.exception, None
            raise exception
        if status != lib.MMATCH_OK:
            self._raise(status)

    def _raise(self, status: int) -> None:
        if status == lib.MMATCH_ERR_NOMEM:
            raise MemoryError("out of memory")
        if status == lib.MMATCH_ERR_CANCELLED:
            raise Cancelled("the call was cancelled")
        count = lib.mmatch_context_fault_count(self.pointer)
        faults = [text(lib.mmatch_context_fault(self.pointer, index)) for index in range(min(count, 16))]
        faults = [fault for fault in faults if fault] or [text(lib.mmatch_context_error(self.pointer))]
        if status == lib.MMATCH_ERR_INTERNAL:
            raise InternalError(faults[0] or "internal error")
        raise InputError.collect([fault or text(lib.mmatch_status_name(status)) for fault in faults])

    def poll(self, done: int, total: int) -> int:
        if self._cancel is not None and self._cancel.is_cancelled:
            return CANCEL
        if self._report is not None:
            self._report(done, total)
        if self._may_stop and self._deadline is not None and time.monotonic() >= self._deadline:
            return STOP
        return CONTINUE


def _stack() -> list[Context]:
    try:
        return _running.stack
    except AttributeError:
        _running.stack = []
        return _running.stack


def _poll_failed(_kind: Any, value: BaseException, _traceback: Any) -> None:
    stack = _stack()
    if stack:
        stack[-1].exception = value


@ffi.def_extern(onerror=_poll_failed, error=CANCEL)
def mentormatch_poll(user_data: Any, done: int, total: int) -> int:
    return ffi.from_handle(user_data).poll(done, total)


def _reporter(progress: Any) -> tuple[Callable[[int, int], Any] | None, Callable[[], None]]:
    """What to call with (done, total), and what to call at the end.

    `progress` may be a callable taking (done, total), a tqdm-like bar, or True for a bar of tqdm.
    """
    if progress is None or progress is False:
        return None, lambda: None
    if progress is True:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            raise InputError("progress=True needs the package tqdm; a callable works without it") from None
        bar = tqdm(unit="step")
        return _bar_reporter(bar), bar.close
    if hasattr(progress, "update") and hasattr(progress, "n"):
        return _bar_reporter(progress), lambda: None
    if callable(progress):
        return progress, lambda: None
    raise InputError("progress: give True, a callable taking (done, total), or a tqdm bar")


def _bar_reporter(bar: Any) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        if total and bar.total != total:
            bar.total = total
        step = done - bar.n
        if step > 0:
            bar.update(step)

    return report


def text(pointer: Any) -> str:
    """A C string as a Python string."""
    return "" if pointer == ffi.NULL else ffi.string(pointer).decode("utf-8", "replace")


def new_struct(name: str) -> Any:
    """A zeroed C struct with its struct_size set."""
    struct = ffi.new(f"{name} *")
    struct.struct_size = ffi.sizeof(name)
    return struct
