"""What the M1 analysis says, written from its definitions with Python's standard library.

Reads one JSON list of windows from stdin: each a list of [open, high, low, close, ticks], oldest first.
Prints one JSON list: for each window the parts that can be told without an RSI.
"""

import json
import sys
from statistics import fmean, median


def true_range(before, bar):
    return max(bar[1], before[3]) - min(bar[2], before[3])


def swings(bars, column, outermost):
    """Indices, newest first, of bars that alone hold the outermost price among five."""
    found = []
    for i in range(len(bars) - 3, 1, -1):
        around = [bars[j][column] for j in range(i - 2, i + 3)]
        if bars[i][column] == outermost(around) and around.count(bars[i][column]) == 1:
            found.append(i)
    return found[:8]


def steps(prices, atr):
    """Between neighbours of a list that is newest first."""
    signs = []
    for newer, older in zip(prices, prices[1:]):
        signs.append(0 if abs(newer - older) < 0.2 * atr else (1 if newer > older else -1))
    return signs


def structure(highs, lows, atr):
    h, l = steps(highs, atr), steps(lows, atr)
    if len(h) < 1 or len(l) < 1:
        return "choppy"
    if h[:2] == [1, 1] and -1 not in l[:2]:
        return "higherHighs"
    if l[:2] == [-1, -1] and 1 not in h[:2]:
        return "lowerLows"
    return "equal" if h[:2] + l[:2] == [0, 0, 0, 0] else "choppy"


def broken(bars, column, where, sign, atr):
    """Kind of break, closes beyond, and the swing's place; None where there is none."""
    if not where:
        return None
    closes = [sign * bar[3] for bar in bars]
    level = sign * bars[where[0]][column]
    margin = 0.2 * atr
    if closes[-1] - level < margin:
        return None
    first = len(bars) - 1
    while first - 1 > where[0] and closes[first - 1] > level:
        first -= 1
    if any(close - level >= margin for close in closes[where[0] + 1 : first]):
        return None
    kinds = []
    before = sign * bars[where[1]][column] if len(where) > 1 else None
    if before is not None and before > level:
        kinds.append("choch")
    if before is None or before <= level or closes[-1] - before >= margin:
        kinds.append("bos")
    return ["bull" if sign > 0 else "bear", kinds, len(bars) - first, where[0]]


def told(bars):
    ranges = [true_range(a, b) for a, b in zip(bars, bars[1:])]
    atr = fmean(ranges[-14:])
    last50 = [true_range(a, b) for a, b in zip(bars[-50:], bars[-49:])]
    atrs = [fmean(last50[i : i + 14]) for i in range(len(last50) - 13)]
    usual = median(atrs)
    squeeze = 0
    while squeeze < len(atrs) and atrs[-1 - squeeze] / usual < 0.8:
        squeeze += 1
    top, bottom = swings(bars, 1, max), swings(bars, 2, min)
    breaks = [
        found
        for found in (broken(bars, 1, top, 1, atr), broken(bars, 2, bottom, -1, atr))
        if found is not None
    ]
    newest = max(breaks, key=lambda found: found[3]) if breaks else None
    volume = sum(bar[4] for bar in bars)
    typical = [(bar[1] + bar[2] + bar[3]) / 3 for bar in bars]
    mean = sum(t * bar[4] for t, bar in zip(typical, bars)) / volume
    variance = sum((t - mean) ** 2 * bar[4] for t, bar in zip(typical, bars)) / volume
    wicks = []
    for bar in reversed(bars[-10:]):
        span, body = bar[1] - bar[2], abs(bar[3] - bar[0])
        if span > 0 and body / span < 0.4:
            upper, lower = bar[1] - max(bar[0], bar[3]), min(bar[0], bar[3]) - bar[2]
            if max(upper, lower) / span > 0.6:
                wicks.append(["upper" if upper > lower else "lower", max(upper, lower) / max(body, span / 10)])
    return {
        "ratio": atr / usual,
        "atr": atr,
        "squeeze": squeeze,
        "structure": structure([bars[i][1] for i in top], [bars[i][2] for i in bottom], atr),
        "break": newest[:3] if newest else None,
        "vwap": mean,
        "deviation": variance**0.5,
        "wicks": wicks,
    }


print(json.dumps([told(bars) for bars in json.load(sys.stdin)]))
