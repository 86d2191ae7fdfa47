"""A made-up hand signature for demonstrations, always the same for one name."""

from __future__ import annotations

import hashlib
import random

Stroke = list[list[float]]


def hand_strokes(name: str) -> list[Stroke]:
    """Return pen strokes in a unit square: a start point, then cubic curves of three points each."""
    pen = random.Random(hashlib.sha256(name.encode()).digest())  # noqa: S311 - a drawing, not a secret
    letters = max(4, min(9, len(name.split()[-1]) + 3 if name.split() else 5))
    return [_initial(pen), _letters(pen, letters), _flourish(pen)]


def _initial(pen: random.Random) -> Stroke:
    tall = pen.uniform(0.08, 0.18)
    return [
        [0.10, 0.62],
        [0.16, 0.30, 0.20, tall, 0.26, tall + 0.04],
        [0.33, tall + 0.10, 0.22, 0.62, 0.16, 0.72],
        [0.10, 0.82, 0.06, 0.70, 0.16, 0.56],
        [0.24, 0.46, 0.30, 0.44, 0.34, 0.50],
    ]


def _letters(pen: random.Random, count: int) -> Stroke:
    x = 0.30
    step = 0.42 / count
    stroke: Stroke = [[x, 0.56]]
    for number in range(count):
        high = pen.uniform(0.26, 0.46) if number % 3 == 0 else pen.uniform(0.40, 0.50)
        low = pen.uniform(0.56, 0.66)
        stroke.append([x + step * 0.3, high, x + step * 0.6, high, x + step * 0.6, (high + low) / 2])
        stroke.append([x + step * 0.5, low, x + step * 0.9, low + 0.02, x + step, pen.uniform(0.50, 0.58)])
        x += step
    stroke.append([x + 0.08, 0.40, x + 0.16, 0.34, x + 0.20, pen.uniform(0.20, 0.34)])
    return stroke


def _flourish(pen: random.Random) -> Stroke:
    low = pen.uniform(0.74, 0.82)
    return [
        [0.90, 0.50],
        [0.70, low - 0.02, 0.40, low + 0.02, 0.20, low],
        [0.12, low - 0.02, 0.20, low - 0.10, 0.34, low - 0.06],
        [0.55, low, 0.75, low - 0.02, 0.94, low - 0.12],
    ]
