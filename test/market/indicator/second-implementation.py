"""The standard indicators once more, from their textbook definitions, with the standard library of Python alone.

Reads JSON from standard input:
    bars           [[timeMs, open, high, low, close, ticks], ...], oldest first
    timeframeMs    length of a bar
    dayOffsetMs    the broker's clock less UTC
    indicators     [[name, parameter, ...], ...]
Writes a JSON list: for each indicator a list with a value (number, object or null) for each bar.

Seeding and restarts
--------------------
Indicators of a window know nothing but their window: null until it is full. That of sessionVwap are the bars since
the broker's midnight, at most the last 1200.

The recursive ones (ema, rsi, macd, adx) are computed from a start. Time is divided into anchors as long as
S bars, S being ema 3n, rsi 7n, macd 4 slow + 3 signal, adx 10n, counted from 1970. Possible starts are the first bar
of all and each bar that lies in another anchor than the bar before it. The value at a bar is computed from the
latest start that has at least S bars up to and including that bar; where there is none, from the first bar of all.

ema    the first value is the first close; null for the first n - 1 bars of the start
rsi    the mean gain and mean loss begin as plain means of the first n changes; null for the first n bars;
       50 while no close has differed from the first
macd   both means begin with the first close; the signal begins with the difference at the slow-th bar;
       null for the first slow + signal - 2 bars
adx    a bar has true range and movement when there is a bar before it; the larger movement counts, and of two equal
       ones none; all begin as plain means of the first n, and the index as that of the first n directions;
       null for the first 2n - 1 bars; nothing of nothing is 0
"""

import json
import math
import sys

DAY_MS = 24 * 60 * 60 * 1000


def mean(numbers):
    return math.fsum(numbers) / len(numbers)


def closes_of(bars):
    return [bar[4] for bar in bars]


# Windows of closes: whole numbers of 2^-SHIFT, which are exact, and rounded once at the end.

SHIFT = 72


def exact_closes(bars):
    exact = [int(math.ldexp(bar[4], SHIFT)) for bar in bars]
    assert all(math.ldexp(float(number), -SHIFT) == bar[4] for number, bar in zip(exact, bars))
    return exact


def root_of_ratio(numerator, denominator):
    if numerator == 0:
        return 0.0
    # 2^128 and more before the root, so that 2^64 are left of it.
    shift = max(0, 128 - numerator.bit_length() + denominator.bit_length()) // 2 * 2
    return math.ldexp(float(math.isqrt((numerator << shift) // denominator)), -shift // 2)


def of_closes(n, compute):
    """compute(sum, n * sum of squares - square of sum, newest), the closes in units of 2^-SHIFT."""

    def indicator(bars, _timeframe_ms, _day_offset_ms):
        exact = exact_closes(bars)
        values = [None] * min(n - 1, len(bars))
        for end in range(n, len(bars) + 1):
            window = exact[end - n : end]
            total = sum(window)
            values.append(compute(total, n * sum(x * x for x in window) - total * total, window[-1]))
        return values

    return indicator


def sma(n):
    return of_closes(n, lambda total, _spread, _newest: total / (n << SHIFT))


def standard_deviation(n):
    return of_closes(n, lambda _total, spread, _newest: root_of_ratio(spread, (n << SHIFT) ** 2))


def bollinger(n, deviations):
    def compute(total, spread, _newest):
        middle = total / (n << SHIFT)
        reach = deviations * root_of_ratio(spread, (n << SHIFT) ** 2)
        return {"lower": middle - reach, "middle": middle, "upper": middle + reach, "width": 2 * reach}

    return of_closes(n, compute)


def z_score(n):
    def compute(total, spread, newest):
        # (newest - sum / n) / sqrt(spread / n^2)
        return None if spread == 0 else (n * newest - total) / root_of_ratio(spread, 1)

    return of_closes(n, compute)


def of_window(size, compute):
    def indicator(bars, _timeframe_ms, _day_offset_ms):
        return [None if t + 1 < size else compute(bars[t + 1 - size : t + 1]) for t in range(len(bars))]

    return indicator


def atr(n):
    def compute(bars):
        ranges = []
        for before, bar in zip(bars, bars[1:]):
            top = max(bar[2], before[4])
            bottom = min(bar[3], before[4])
            ranges.append(top - bottom)
        return mean(ranges)

    return of_window(n + 1, compute)


def momentum(n):
    def compute(bars):
        closes = closes_of(bars)
        percents = [100 * (b / a) - 100 for a, b in zip(closes, closes[1:])]
        older = percents[: n // 2]
        newer = percents[(n + 1) // 2 :]
        return {
            "change": closes[-1] - closes[0],
            "risingShare": sum(b > a for a, b in zip(closes, closes[1:])) / n,
            "fallingShare": sum(b < a for a, b in zip(closes, closes[1:])) / n,
            "meanPercent": mean(percents),
            "earlierMeanPercent": mean(older),
            "recentMeanPercent": mean(newer),
        }

    return of_window(n + 1, compute)


def session_vwap():
    def indicator(bars, _timeframe_ms, day_offset_ms):
        # Sums since the first bar of all, of volume, volume * triple price and volume * its square: exact too.
        sums = [(0, 0, 0)]
        for bar in bars:
            triple = sum(int(math.ldexp(price, SHIFT)) for price in bar[2:5])
            before = sums[-1]
            sums.append((before[0] + bar[5], before[1] + bar[5] * triple, before[2] + bar[5] * triple**2))
        values = []
        first_of_day = 0
        for t, bar in enumerate(bars):
            if t > 0 and (bars[t - 1][0] + day_offset_ms) // DAY_MS != (bar[0] + day_offset_ms) // DAY_MS:
                first_of_day = t
            first = max(first_of_day, t - 1199)
            volume, total, squares = (after - before for before, after in zip(sums[first], sums[t + 1]))
            if volume == 0:
                values.append(None)
                continue
            unit = 3 * volume << SHIFT
            deviation = root_of_ratio(volume * squares - total**2, unit**2)
            values.append({"vwap": total / unit, "deviation": deviation, "bars": t + 1 - first})
        return values

    return indicator


# Recursions: computed from each start over the bars for which that start answers.


def restarted(settle, compute):
    def indicator(bars, timeframe_ms, _day_offset_ms):
        anchors = [bar[0] // (settle * timeframe_ms) for bar in bars]
        starts = [t for t in range(len(bars)) if t == 0 or anchors[t] != anchors[t - 1]]
        values = []
        for start, following in zip(starts, starts[1:] + [None]):
            # The next start takes over at its own settle-th bar.
            end = len(bars) if following is None else min(len(bars), following + settle - 1)
            if end > len(values):
                values += compute(bars[start:end])[len(values) - start :]
        return values

    return indicator


def exponential(numbers, n):
    means = []
    for number in numbers:
        before = means[-1] if means else number
        means.append(before + 2 * (number - before) / (n + 1))
    return means


def ema(n):
    return restarted(3 * n, lambda bars: blank(exponential(closes_of(bars), n), n - 1))


def macd(fast, slow, signal):
    def compute(bars):
        closes = closes_of(bars)
        lines = [a - b for a, b in zip(exponential(closes, fast), exponential(closes, slow))][slow - 1 :]
        values = [
            {"macd": line, "signal": smooth, "histogram": line - smooth}
            for line, smooth in zip(lines, exponential(lines, signal))
        ]
        return blank([None] * min(slow - 1, len(bars)) + values, slow + signal - 2)

    return restarted(4 * slow + 3 * signal, compute)


def blank(values, count):
    return [None if t < count else value for t, value in enumerate(values)]


def wilder(numbers, n):
    """Wilder's means: that of the first n, then (n - 1 parts of the old and one of the new) / n."""
    means = [None] * min(n - 1, len(numbers))
    for t in range(n - 1, len(numbers)):
        if t == n - 1:
            means.append(mean(numbers[:n]))
        else:
            means.append(((n - 1) * means[-1] + numbers[t]) / n)
    return means


def rsi(n):
    def compute(bars):
        closes = closes_of(bars)
        changes = [b - a for a, b in zip(closes, closes[1:])]
        gains = wilder([max(change, 0.0) for change in changes], n)
        losses = wilder([max(-change, 0.0) for change in changes], n)
        values = [None]
        for gain, loss in zip(gains, losses):
            if gain is None:
                values.append(None)
            elif gain + loss == 0:
                values.append(50.0)
            else:
                values.append(100 * gain / (gain + loss))
        return values

    return restarted(7 * n, compute)


def adx(n):
    def percent(part, whole):
        return 100 * part / whole if whole else 0.0

    def compute(bars):
        ranges, ups, downs = [], [], []
        for before, bar in zip(bars, bars[1:]):
            ranges.append(max(bar[2], before[4]) - min(bar[3], before[4]))
            up = bar[2] - before[2]
            down = before[3] - bar[3]
            ups.append(up if up > down and up > 0 else 0.0)
            downs.append(down if down > up and down > 0 else 0.0)
        means = [m for m in zip(wilder(ranges, n), wilder(ups, n), wilder(downs, n)) if m[0] is not None]
        indices = wilder([percent(abs(up - down), up + down) for _, up, down in means], n)
        values = [
            None if index is None else {"adx": index, "plusDi": percent(up, whole), "minusDi": percent(down, whole)}
            for index, (whole, up, down) in zip(indices, means)
        ]
        return [None] * min(n, len(bars)) + values

    return restarted(10 * n, compute)


INDICATORS = {
    "sma": sma,
    "standardDeviation": standard_deviation,
    "bollinger": bollinger,
    "zScore": z_score,
    "atr": atr,
    "momentum": momentum,
    "sessionVwap": session_vwap,
    "ema": ema,
    "macd": macd,
    "rsi": rsi,
    "adx": adx,
}


def main():
    request = json.load(sys.stdin)
    answers = []
    for name, *parameters in request["indicators"]:
        indicator = INDICATORS[name](*parameters)
        answers.append(indicator(request["bars"], request["timeframeMs"], request["dayOffsetMs"]))
    sys.stdout.write(json.dumps(answers))


main()
