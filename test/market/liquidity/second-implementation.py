"""Inside bars, equal levels and liquidity sweeps, written from their definitions; standard library only.

Reads {"bars": [[timeMs, open, high, low, close], ...], "tolerance": [unit, value], "zoneBars": n, "levelBars": n}
from stdin and prints one JSON line for each bar, oldest first:
{"inside": n, "highs": [...], "lows": [...], "bull": [...], "bear": [...]}, null where a study can say nothing yet.

Everything is asked of whole lists of prices at every bar. Lows are looked at as they are, highs as lows of the
negated market.
"""

import json
import sys
from decimal import Decimal

SIDE = 3  # bars that a swing stands out from, on each side


def decimal(number):
    return Decimal(repr(float(number)))


def is_near(a, b, tolerance, atr):
    unit, value = tolerance
    if unit == "share":
        limit = decimal(value) * max(abs(decimal(a)), abs(decimal(b)))
    else:
        limit = decimal(value if unit == "price" else value * atr)
    rough = abs(a - b) - float(limit)
    if abs(rough) > 1e-9:
        return rough < 0
    return abs(decimal(a) - decimal(b)) <= limit


def true_range_means(high, low, close):
    ranges = [None] + [
        max(high[i] - low[i], abs(high[i] - close[i - 1]), abs(low[i] - close[i - 1])) for i in range(1, len(high))
    ]
    means = []
    for i in range(len(high)):
        if i < 14:
            means.append(None)
            continue
        total = 0.0
        for one in ranges[i - 13 : i + 1]:
            total += one
        means.append(total / 14)
    return means


def is_swing_low(low, i):
    if i < SIDE or i + SIDE >= len(low):
        return False
    return all(low[i] < low[j] for j in range(i - SIDE, i + SIDE + 1) if j != i)


def cluster(low, members, tolerance, atr):
    """Groups of two and more, from the lowest up; each as indices, lowest first."""
    groups = []
    for i in sorted(members, key=lambda i: low[i]):
        if groups and is_near(low[groups[-1][0]], low[i], tolerance, atr):
            groups[-1].append(i)
        else:
            groups.append([i])
    return [group for group in groups if len(group) > 1]


def levels_at(now, low, swings, atrs, tolerance, bars):
    """Equal lows among the last `bars` bars up to `now`: (newest index, price, touches)."""
    known = [i for i in swings if now - bars < i <= now - SIDE]
    groups = cluster(low, known, tolerance, atrs[now])
    return sorted(((max(g), low[g[0]], len(g)) for g in groups), key=lambda level: -level[0])


def zones_at(now, low, swings, atrs, tolerance, bars):
    """What rests below the market when bar `now` has closed: {price: touches} with the kind."""
    first = now - bars + 1
    atr = atrs[now]
    standing = []
    for i in swings:
        if not first <= i <= now - SIDE:
            continue
        since = min(low[i + 1 : now + 1])
        if since >= low[i] or is_near(since, low[i], tolerance, atr):
            standing.append(i)
    zones = []
    for group in cluster(low, standing, tolerance, atr):
        price = low[group[0]]
        later = range(max(group) + 1, now + 1)
        if not any(low[j] < price and price - low[j] >= 0.1 * atrs[j] for j in later):
            zones.append(("equal", price, len(group)))
    lowest = min(low[first : now + 1])
    newest_of_lowest = max(i for i in range(first, now + 1) if low[i] == lowest)
    if now - newest_of_lowest >= 3:
        touches = []
        for i in range(now, first - 1, -1):
            if is_near(lowest, low[i], tolerance, atr) and (not touches or touches[-1] - i >= 3):
                touches.append(i)
        if len(touches) > 1 and all(price != lowest for _, price, _ in zones):
            zones.append(("extreme", lowest, len(touches)))
    return zones


def sweeps_of(low, close, swings, atrs, tolerance, bars):
    """All sweeps: (bar of the return, bar of the break, kind, price, touches, furthest price)."""
    found = []
    for now in range(bars + 14, len(low)):
        for kind, price, touches in zones_at(now - 1, low, swings, atrs, tolerance, bars):
            if low[now] < price and price - low[now] >= 0.1 * atrs[now]:
                for back in range(now, min(now + 3, len(low))):
                    if close[back] >= price:
                        found.append((back, now, kind, price, touches, min(low[now : back + 1])))
                        break
    return found


def inside_at(now, high, low):
    count = 0
    while count < 20 and high[now - count] < high[now - count - 1] and low[now - count] > low[now - count - 1]:
        count += 1
    return count


def main():
    asked = json.load(sys.stdin)
    rows = asked["bars"]
    tolerance = asked["tolerance"]
    zone_bars, level_bars = asked["zoneBars"], asked["levelBars"]
    times = [row[0] for row in rows]
    high = [row[2] for row in rows]
    low = [row[3] for row in rows]
    close = [row[4] for row in rows]
    negated_low = [-price for price in high]
    atrs = true_range_means(high, low, close)
    sides = {}
    for name, lows, closes, sign in (("lows", low, close, 1), ("highs", negated_low, [-c for c in close], -1)):
        swings = [i for i in range(len(lows)) if is_swing_low(lows, i)]
        sides[name] = (lows, swings, sign, sweeps_of(lows, closes, swings, atrs, tolerance, zone_bars))
    for now in range(len(rows)):
        said = {"inside": inside_at(now, high, low) if now >= 20 else None}
        for name, direction in (("lows", "bull"), ("highs", "bear")):
            lows, swings, sign, sweeps = sides[name]
            said[name] = None
            if now >= max(level_bars + SIDE, 15) - 1:
                said[name] = [
                    [sign * price, touches, now - newest]
                    for newest, price, touches in levels_at(now, lows, swings, atrs, tolerance, level_bars)
                ]
            said[direction] = None
            if now >= zone_bars + 14:
                said[direction] = sorted(
                    [now - back, times[pierced], kind, sign * price, touches, sign * extreme]
                    for back, pierced, kind, price, touches, extreme in sweeps
                    if 0 <= now - back < 20
                )
        print(json.dumps(said))


main()
