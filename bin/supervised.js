// What the bundled Node runs when an older Node started Vigil: the same program, with a process above
// it that forwards signals. `bundled-node.js` is that process.
import {Socket} from 'node:net';

/** The pipe to the process above; see `bundled-node.js`. */
const PIPE = 3;

/**
 * Ctrl-C in a terminal, and systemd, signal every process of a group: the signal then comes twice,
 * directly and forwarded. A second one within this time is the same wish. Nobody presses Ctrl-C again
 * so soon and means something else by it.
 */
const SAME_WISH_MS = 1000;

/** How long a clean stop may take when the process above was killed. */
const STOP_MAX_MS = 10_000;

const EXIT_TERMINATED = 143;

const [, , starter, entry, ...args] = process.argv;
process.argv = [process.argv[0], entry, ...args];

onceForTwo(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']);
leaveWithParent();
const {start} = await import(`./${starter}`);
await start();

/** Hands each signal to the program once, though two processes may send it. */
function onceForTwo(signals) {
  const lastAtMs = new Map(signals.map((signal) => [signal, Number.NEGATIVE_INFINITY]));
  const emit = process.emit;
  process.emit = function emitOnce(name, ...rest) {
    const last = lastAtMs.get(name);
    if (last !== undefined) {
      const nowMs = performance.now();
      if (nowMs - last < SAME_WISH_MS) return true;
      lastAtMs.set(name, nowMs);
    }
    return emit.call(this, name, ...rest);
  };
}

/** Stops cleanly, as if asked to terminate, when the process above is gone. */
function leaveWithParent() {
  const pipe = new Socket({fd: PIPE, readable: true, writable: false});
  // Waiting for the end of the parent must not keep the program alive.
  pipe.unref();
  pipe.resume();
  const leave = () => {
    setTimeout(() => process.exit(EXIT_TERMINATED), STOP_MAX_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  };
  pipe.once('close', leave);
  // A broken pipe says the same as a closed one, and 'close' follows.
  pipe.on('error', () => {});
}
