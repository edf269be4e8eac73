#!/usr/bin/env python3
"""What the program `systemd-notify` does, written from sd_notify(3): one datagram with all assignments."""

import os
import socket
import sys
import time

time.sleep(float(os.environ.get("STAND_IN_SLOWNESS", "0")))
address = os.environ["NOTIFY_SOCKET"]
if address.startswith("@"):
    address = "\0" + address[1:]
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
    sender.sendto("\n".join(sys.argv[1:]).encode(), address)
