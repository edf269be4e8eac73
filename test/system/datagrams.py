"""Listens on a unix datagram socket as systemd does, and prints each message as a line of JSON."""

import json
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
    receiver.bind(sys.argv[1])
    print(json.dumps("listening"), flush=True)
    while True:
        # A descriptor that comes along, by which the sender waits to be heard, is closed by not being taken.
        print(json.dumps(receiver.recv(65536).decode()), flush=True)
