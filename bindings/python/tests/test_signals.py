"""Ctrl-C, cancelling, limits, and progress during a call."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

import numpy as np
import pytest

import mentormatch as mm


@pytest.fixture(scope="module")
def long_job():
    """A matrix that takes the solver a while."""
    return np.random.default_rng(3).integers(0, 10**6, (1500, 1500))


@pytest.fixture
def interruptible():
    """Ctrl-C raises, also where the tests were started with it ignored, as shells do with jobs in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="signals work differently there")
def test_ctrl_c_raises_keyboard_interrupt_soon(long_job, interruptible):
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        while time.monotonic() - begin < 20:
            mm.assign(long_job)
    assert time.monotonic() - begin < 5
    timer.join()
    assert mm.assign([[1, 2]]).total == 2


def test_a_token_cancels_from_another_thread(long_job):
    token, caught = mm.CancelToken(), []

    def work():
        try:
            for _ in range(1000):
                mm.assign(long_job, cancel=token)
        except mm.Cancelled as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.1)
    token.cancel()
    thread.join(timeout=20)
    assert not thread.is_alive() and len(caught) == 1 and token.is_cancelled


def test_progress_is_called_and_its_errors_come_through(long_job, capfd):
    calls = []
    mm.assign(long_job, progress=lambda done, total: calls.append((done, total)))
    assert calls and all(done >= 0 and total >= 0 for done, total in calls)

    def fail(done, total):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        mm.assign(long_job, progress=fail)
    assert capfd.readouterr() == ("", "")


def test_a_bar_is_moved(long_job):
    tqdm = pytest.importorskip("tqdm")
    with tqdm.tqdm(file=open(os.devnull, "w")) as bar:
        mm.assign(long_job, progress=bar)
        assert bar.n >= 0


def test_a_time_limit_gives_the_best_so_far(long_job):
    result = mm.assign(long_job, time_limit=0)
    assert result.outcome == "limit" and result.verify()
    assert result.bound >= mm.assign(long_job).total >= result.total
    with pytest.raises(mm.InputError, match="time limit"):
        mm.assign(long_job, time_limit=-1)


def test_calls_run_side_by_side(long_job):
    expected, found = mm.assign(long_job).total, []
    threads = [threading.Thread(target=lambda: found.append(mm.assign(long_job).total)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 3
