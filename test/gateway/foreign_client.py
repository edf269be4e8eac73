"""A client of the gateway protocol, with nothing but Python's standard library and docs/gateway-protocol.md.

HOST PORT SECRET_FILE: sets a price, submits an order twice, looks it up, fences a key, and prints what it
heard as one line of JSON.
"""

import hashlib
import hmac
import json
import secrets
import socket
import sys
import time

host, port, secret_file = sys.argv[1:4]
with open(secret_file, encoding="utf-8") as file:
    secret = file.read().strip().encode()

connection = socket.create_connection((host, int(port)), timeout=10)
# Two files: one for both ways would forget what it has read ahead whenever something is written.
reader = connection.makefile("r", encoding="utf-8", newline="\n")
writer = connection.makefile("w", encoding="utf-8", newline="\n")
events = []


def monotonic_ms():
    return time.monotonic() * 1000


def clocks():
    return {"timeMs": int(time.time() * 1000), "monotonicMs": monotonic_ms()}


def say(message):
    writer.write(json.dumps(message) + "\n")
    writer.flush()


def hear(kind, number=None):
    """The next line of a kind; beats are answered and events kept on the way."""
    while True:
        message = json.loads(reader.readline())
        if message["t"] == "h":
            say({"t": "ha", "n": message["n"], **clocks()})
        if message["t"] == "e":
            events.append(message)
        if message["t"] == "bye":
            raise SystemExit(f"turned away: {message}")
        if message["t"] == kind and number in (None, message.get("id")):
            return message


def proof(role, client, terminal):
    text = f"vigil-gateway-1\n{role}\n{client}\n{terminal}"
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


requests = 0


def ask(op, a=None, **terms):
    global requests
    requests += 1
    say({"t": "q", "id": requests, "op": op, "a": a or {}, **terms})
    reply = hear("r", requests)
    return {key: reply[key] for key in ("ok", "err") if key in reply}


nonce = secrets.token_hex(16)
say({"t": "hello", "v": 1, "nonce": nonce, "role": "trader", "agent": "foreign", "client": "foreign-1"})
challenge = hear("challenge")
say({"t": "auth", "proof": proof("trader", nonce, challenge["nonce"]), **clocks()})
welcome = hear("welcome")
if not hmac.compare_digest(welcome["proof"], proof("terminal", nonce, challenge["nonce"])):
    raise SystemExit("the terminal does not know the secret")
say({"t": "resume", "bootId": None, "seq": 0})
hear("reset")

ask("quote", {"symbol": "XAUUSD", "bid": "1300", "ask": "1300.5"})
order = {
    "planId": "from-python",
    "level": 1,
    "attempt": 1,
    "symbol": "XAUUSD",
    "side": "buy",
    "type": "market",
    "price": None,
    "volumeLots": "0.01",
    "stopLoss": "1290",
    "takeProfit": None,
    "expiresAtMs": None,
}
key, other = "pyorder000000001", "pyorder000000002"
said = {
    "submitted": ask("submit", order, key=key, notAfterMonotonicMs=monotonic_ms() + 5000),
    "again": ask("submit", order, key=key, notAfterMonotonicMs=monotonic_ms() - 5000),
    "found": ask("lookup", key=key),
    "fenced": ask("fence", key=other),
    "refused": ask("submit", order, key=other, notAfterMonotonicMs=monotonic_ms() + 5000),
    "standing": len(ask("snapshot")["ok"]["standing"]),
}
print(json.dumps({**said, "event": events[0]}))
