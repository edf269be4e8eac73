"""Swings, breaks of structure and fair value gaps, straight from their definitions and without any thrift.

Reads {"bars": [{timeMs, open, high, low, close, ticks}, ...]} from stdin. Writes, for every bar, what can be known
at its close: the new swing, the breaks that it makes, the gap that it completes, all by index of bar.
"""

import json
import sys

bars = json.load(sys.stdin)["bars"]
K = 3
MEMORY = 200


def mean_range(t):
    """Mean of the 14 true ranges that end with bar t."""
    if t < 14:
        return None
    ranges = []
    for i in range(t - 13, t + 1):
        top = max(bars[i]["high"], bars[i - 1]["close"])
        bottom = min(bars[i]["low"], bars[i - 1]["close"])
        ranges.append(top - bottom)
    return sum(ranges) / 14


def extreme(i, bull):
    """Prices are looked at with their sign turned for bears, so that everything is a high."""
    return bars[i]["high"] if bull else -bars[i]["low"]


def is_swing(i, bull):
    """Strictly above every one of the K bars on both sides."""
    around = [j for j in range(i - K, i + K + 1) if j != i]
    if around[0] < 0 or around[-1] >= len(bars):
        return False
    return extreme(i, bull) > max(extreme(j, bull) for j in around)


SWING = {bull: [i for i in range(len(bars)) if is_swing(i, bull)] for bull in (True, False)}
ATR = [mean_range(t) for t in range(len(bars))]


def depth(t, level, bull):
    return (bars[t]["close"] if bull else -bars[t]["close"]) - level


def goes_through(t, level, bull, share):
    past = depth(t, level, bull)
    return past > 0 and (ATR[t] is None or past >= share * ATR[t])


def breaks_at(t):
    found = []
    for bull in (True, False):
        confirmed = [i for i in SWING[bull] if i + K <= t]
        if not confirmed or t - confirmed[-1] >= MEMORY or ATR[t] is None:
            continue
        level = extreme(confirmed[-1], bull)
        turning = [i for i in confirmed[-3:] if t - i < MEMORY]
        heights = [extreme(i, bull) for i in turning]
        against = len(heights) == 3 and heights[0] > heights[1] > heights[2]
        for event, share, may in (("bos", 0.2, True), ("choch", 0.3, against)):
            before = range(confirmed[-1] + 1, t)
            if may and goes_through(t, level, bull, share) and not any(
                goes_through(s, level, bull, share) for s in before
            ):
                side = "bull" if bull else "bear"
                found.append([event, side, level if bull else -level, confirmed[-1]])
    return found


def gap_at(t):
    """The gap whose third bar is t: from the first bar's end to the third bar's beginning."""
    if t < 14:
        return None
    first, third = bars[t - 2], bars[t]
    if third["low"] > first["high"]:
        side, bottom, top = "bull", first["high"], third["low"]
    elif third["high"] < first["low"]:
        side, bottom, top = "bear", third["high"], first["low"]
    else:
        return None
    if top - bottom < 0.1 * ATR[t]:
        return None
    return [side, bottom, top, min(1, (top - bottom) / (2 * ATR[t]))]


def fill_of(t, gap, now):
    """Share of the gap made at t that bars up to now have gone into."""
    side, bottom, top, _ = gap
    later = bars[t + 1 : now + 1]
    if not later:
        return 0
    if side == "bull":
        inside = top - min(bar["low"] for bar in later)
    else:
        inside = max(bar["high"] for bar in later) - bottom
    return max(0, min(1, inside / (top - bottom)))


GAPS = [gap_at(t) for t in range(len(bars))]


def gaps_seen(now):
    """Gaps whose middle bar is one of the last ten, newest first: age of the middle bar, gap, fill."""
    seen = []
    for t in range(now, max(now - 9, 1), -1):
        if GAPS[t] is not None:
            seen.append([now - t + 1, *GAPS[t], fill_of(t, GAPS[t], now)])
    return seen


json.dump(
    [
        {
            "highs": [i for i in SWING[True] if i + K == t],
            "lows": [i for i in SWING[False] if i + K == t],
            "breaks": breaks_at(t),
            "gaps": gaps_seen(t),
        }
        for t in range(len(bars))
    ],
    sys.stdout,
)
