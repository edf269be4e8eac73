"""What conditions measure on closed bars, written from the definitions with the standard library alone.

Reads [[open, high, low, close, ticks], ...] from stdin; prints, for each bar, an object of numbers (None where too
few bars have closed or where the measure says nothing).
"""

import json
import statistics
import sys

bars = json.load(sys.stdin)
close = [bar[3] for bar in bars]
ticks = [bar[4] for bar in bars]


def true_range(i):
    _, high, low, _, _ = bars[i]
    before = close[i - 1]
    return max(high, before) - min(low, before)


def ranges(i, count):
    """The last `count` true ranges up to bar i, or None."""
    return [true_range(j) for j in range(i - count + 1, i + 1)] if i >= count else None


def atr(i, period):
    window = ranges(i, period)
    return None if window is None else sum(window) / period


def width_percent(i):
    if i < 19:
        return None
    window = close[i - 19 : i + 1]
    return 100 * 4 * statistics.pstdev(window) / statistics.fmean(window)


def last(measure, i, count):
    """What the measure said at the last `count` bars, or None where it was silent at one of them."""
    values = [measure(j) if j >= 0 else None for j in range(i - count + 1, i + 1)]
    return None if None in values else values


def against_mean(values):
    if values is None:
        return None
    mean = statistics.fmean(values[:-1])
    return None if mean == 0 else values[-1] / mean


def slope(values):
    if values is None:
        return None
    return statistics.linear_regression(range(len(values)), values).slope


def volatility(i):
    values = last(lambda j: atrs[j], i, 36)
    if values is None or statistics.median(values) == 0:
        return None
    return values[-1] / statistics.median(values)


def change(i, half):
    window = ranges(i, 2 * half)
    if window is None or sum(window[:half]) == 0:
        return None
    return sum(window[half:]) / sum(window[:half])


def flatness(i, count):
    window = ranges(i, count)
    if window is None:
        return None, None
    mean = statistics.fmean(window)
    return max(window), statistics.pstdev(window) / mean if mean > 0 else 0


def recoil(i, count):
    """Drop to the smallest range from the one before it, and rise from it to the newest."""
    window = ranges(i, count)
    if window is None:
        return None, None
    # Ranges are decimals or multiples of 1/1024; their rounding errors are no differences.
    window = [round(value, 10) for value in window]
    least = min(window[1:])
    drops = [0 if a == 0 else (a - b) / a for a, b in zip(window, window[1:]) if b == least]
    if least == 0:
        rise = None if window[-1] > 0 else 0
    else:
        rise = (window[-1] - least) / least
    return max(drops), rise


def volumes(i, count):
    if i < count:
        return None, None
    window = ticks[i - count : i]
    return statistics.fmean(window), statistics.pstdev(window)


def averages(period):
    """The exponential mean of all closes up to each bar, which begins with the first of them."""
    values = [close[0]]
    for price in close[1:]:
        values.append(values[-1] + 2 / (period + 1) * (price - values[-1]))
    return values


def ema_change(values, i, period, count):
    """Change and change in percent over `count` bars; the mean itself is known from its `period`-th bar on."""
    if i - count < period - 1:
        return None, None
    change = values[i] - values[i - count]
    return change, 100 * change / values[i - count]


# Period, bars, and how many bars there are before a mean that began later may take over.
SLOPES = [(3, 2, 11), (20, 9, 69), (200, 9, 600)]
means = {period: averages(period) for period, _, _ in SLOPES}

atrs = [atr(i, 14) for i in range(len(bars))]
widths = [width_percent(i) for i in range(len(bars))]

answers = []
for i in range(len(bars)):
    widest, unevenness = flatness(i, 3)
    drop, rise = recoil(i, 21)
    mean, deviation = volumes(i, 20)
    ranges_10 = ranges(i, 11)
    answer = {
        "bandWidthPercent(20)": widths[i],
        "bandWidthSlope(20,10)": slope(last(lambda j: widths[j], i, 10)),
        "atrChange(5)": change(i, 5),
        "rangeFlatness(3) widest": widest,
        "rangeFlatness(3) unevenness": unevenness,
        "volatilityRecoil(21) drop": drop,
        "volatilityState ratio": volatility(i),
        "againstMean(trueRange,10)": against_mean(ranges_10),
        "againstMean(atr(14),4)": against_mean(last(lambda j: atrs[j], i, 5)),
        "againstMean(bandWidthPercent(20),4)": against_mean(last(lambda j: widths[j], i, 5)),
        "tickVolume(20) mean": mean,
        "tickVolume(20) deviation": deviation,
        "tickVolume(20) newest": ticks[i] if i >= 20 else None,
    }
    if rise is not None or drop is None:
        answer["volatilityRecoil(21) rise"] = rise
    for period, count, settled in SLOPES:
        if i < settled:
            change_by, percent = ema_change(means[period], i, period, count)
            answer[f"emaChange({period},{count}) change"] = change_by
            answer[f"emaChange({period},{count}) percent"] = percent
    answers.append(answer)

json.dump(answers, sys.stdout)
