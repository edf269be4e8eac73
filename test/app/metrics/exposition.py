"""Reads the text format of Prometheus 0.0.4 from stdin, strictly, and prints it as JSON.

Written from the description of the format alone:
https://prometheus.io/docs/instrumenting/exposition_formats/
"""
import json
import math
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"'
SAMPLE = re.compile(rf"({NAME})(?:\{{((?:{LABEL})(?:,{LABEL})*,?)\}})? (\S+)(?: (-?\d+))?")
VALUE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|NaN|[+-]Inf")
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("", "_sum", "_count")}


def value_of(text):
    assert VALUE.fullmatch(text), f"no value: {text!r}"
    return float(text.replace("Inf", "inf"))


def labels_of(text):
    pairs = [(m[1], re.sub(r"\\(.)", lambda e: {"n": "\n"}.get(e[1], e[1]), m[2])) for m in re.finditer(LABEL, text or "")]
    labels = dict(pairs)
    assert len(labels) == len(pairs), f"a label comes twice: {text}"
    assert not any(name.startswith("__") for name in labels), f"a reserved label: {text}"
    return labels


def check_histogram(name, samples):
    series = {}
    for sample, labels, value in samples:
        rest = tuple(sorted((k, v) for k, v in labels.items() if k != "le"))
        kept = series.setdefault(rest, {"le": []})
        if sample == f"{name}_bucket":
            kept["le"].append((value_of(labels["le"]), value))
        else:
            kept[sample[len(name):]] = value
    for rest, kept in series.items():
        bounds = [bound for bound, _ in kept["le"]]
        counts = [count for _, count in kept["le"]]
        assert bounds == sorted(set(bounds)) and bounds[-1] == math.inf, f"buckets of {name}{rest}: {bounds}"
        assert counts == sorted(counts) and counts[-1] == kept["_count"], f"counts of {name}{rest}: {counts}"
        assert kept["_sum"] >= 0


def parse(text):
    assert text.endswith("\n"), "the last line has no end"
    families, seen, open_name, closed = {}, set(), None, set()
    for line in text.split("\n")[:-1]:
        if line == "":
            continue
        if line.startswith("#"):
            head = re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", line)
            assert head, f"no comment of the format: {line}"
            keyword, name, rest = head.groups()
            if name != open_name:
                assert name not in families, f"{name} comes in two places"
                closed.add(open_name)
                open_name, families[name] = name, {"samples": []}
            family = families[name]
            assert not family["samples"] and keyword.lower() not in family, f"{keyword} of {name} too late or twice"
            assert keyword == "HELP" or rest in ("counter", "gauge", "histogram", "summary", "untyped"), line
            family[keyword.lower()] = rest
            continue
        found = SAMPLE.fullmatch(line)
        assert found, f"no sample: {line!r}"
        name, labels, value = found[1], labels_of(found[2]), value_of(found[7])
        family = families[open_name]
        allowed = [open_name + suffix for suffix in SUFFIXES.get(family["type"], ("",))]
        assert name in allowed, f"{name} stands below {open_name}"
        key = (name, tuple(sorted(labels.items())))
        assert key not in seen, f"{key} comes twice"
        seen.add(key)
        assert family["type"] != "counter" or value >= 0, f"{name} is below 0"
        assert family["type"] != "counter" or name.endswith("_total"), f"{name} is a counter and does not say so"
        family["samples"].append([name, labels, value])
    for name, family in families.items():
        assert {"help", "type"} <= family.keys(), f"{name} has no HELP or no TYPE"
        if family["type"] == "histogram":
            check_histogram(name, family["samples"])
    return families


json.dump(parse(sys.stdin.read()), sys.stdout)
