"""Runs a command on a terminal of its own and answers it.

Arguments: JSON of [[what to wait for, what to type], ...], then the command. Prints JSON: its status and the screen.
"""
import codecs, json, os, pty, select, signal, sys, time

steps, command = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)

decoder = codecs.getincrementaldecoder("utf-8")("replace")
screen, seen, patience = "", 0, time.monotonic() + 90
while True:
    if steps and (place := screen.find(steps[0][0], seen)) >= 0:
        seen = place + len(steps[0][0])
        os.write(terminal, steps.pop(0)[1].encode())
    if time.monotonic() > patience:
        os.kill(pid, signal.SIGKILL)
        sys.exit(f"waited in vain for {steps[:1]} after: {screen}")
    if not select.select([terminal], [], [], 0.05)[0]:
        continue
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    screen += decoder.decode(data)
_, status = os.waitpid(pid, 0)
print(json.dumps({"status": os.waitstatus_to_exitcode(status), "screen": screen, "unsaid": steps}))
