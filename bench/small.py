"""Small assignment problems from Python: what a call costs on top of SciPy's, and a batch against lapx in a loop.

    sh bench/run.sh small

Each figure is the best of several repetitions, so that what else the machine does counts little."""

import timeit

import lap
import mentormatch as mm
import numpy as np
from scipy.optimize import linear_sum_assignment


def microseconds(call, number, repeat):
    return min(timeit.repeat(call, number=number, repeat=repeat)) / number * 1e6


def overhead():
    print("one problem       scipy us   ours us   ours - scipy us")
    for side in (5, 10, 20, 50, 100):
        cost = np.random.default_rng(side).random((side, side))
        scipys = microseconds(lambda cost=cost: linear_sum_assignment(cost), 500, 20)
        ours = microseconds(lambda cost=cost: mm.linear_sum_assignment(cost), 500, 20)
        print(f"{side:4d} x {side:<4d} {scipys:15.2f} {ours:9.2f} {ours - scipys:17.2f}")


def batches():
    print("10,000 problems   ours ms   lapx loop   scipy loop   lapx batch   (each as a multiple of ours)")
    for side in (10, 20, 40):
        costs = np.random.default_rng(side).random((10_000, side, side))
        ours = microseconds(lambda costs=costs: mm.linear_sum_assignment_batch(costs), 1, 7)
        loop = microseconds(lambda costs=costs: [lap.lapjv(cost) for cost in costs], 1, 3)
        scipys = microseconds(lambda costs=costs: [linear_sum_assignment(cost) for cost in costs], 1, 3)
        batch = microseconds(lambda costs=costs: lap.lapjvx_batch(costs, n_threads=1), 1, 3)
        print(f"{side:4d} x {side:<4d} {ours / 1e3:15.1f} {loop / ours:10.1f}x {scipys / ours:11.1f}x {batch / ours:11.1f}x")
        _, columns, totals = mm.linear_sum_assignment_batch(costs)
        expected = [cost[linear_sum_assignment(cost)].sum() for cost in costs[:100]]
        assert np.allclose(totals[:100], expected, rtol=1e-9)


if __name__ == "__main__":
    overhead()
    batches()
