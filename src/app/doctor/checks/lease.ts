import type {Lease} from '../../../ports/store.ts';
import {formatDuration} from '../../../plan/duration.ts';
import {type Check, failure, type Finding, ok, skipped, warning} from '../check.ts';
import type {Facts} from '../facts.ts';

/** Whoever has the right to monitor lives, and answers. */
export const lease: Check = {
  name: 'lease',
  look: (facts) => {
    const {database} = facts;
    if (database.state !== 'read') return [skipped('the database was not read')];
    const {lease: found} = database.inspection;
    return [found === undefined ? ok('no monitor has run yet') : findingOf(found, facts)];
  },
};

function findingOf({holder, epoch, expiresAtMs, isReleased}: Lease, facts: Facts): Finding {
  const {monitor, nowMs, processes} = facts;
  const {pid, host, processStart} = holder;
  const who = `process ${pid} on ${host}, epoch ${epoch}`;
  const state = monitor.state === 'answers' ? monitor.status.lease?.state : undefined;
  const isAnswering = monitor.state === 'answers' && monitor.status.lease?.epoch === epoch;
  if (isAnswering && state !== 'held') {
    return failure(
      `${who} has ${state === 'lost' ? 'lost it' : 'let it lapse'}; it fires nothing`,
      'see `vigil status`',
    );
  }
  if (isAnswering) return ok(`held by ${who}`);
  if (isReleased) return ok(`let go by ${who}`);
  if (host === processes.host && processes.isGone(pid, processStart)) {
    return warning(`${who} is gone without letting it go; the next monitor takes it at once`, 'vigil run');
  }
  if (expiresAtMs <= nowMs) {
    return warning(
      `${who} has not renewed it for ${formatDuration(nowMs - expiresAtMs)} too long`,
      'vigil run',
    );
  }
  return failure(
    `${who} holds it for another ${formatDuration(expiresAtMs - nowMs)}, and does not answer`,
    `look at process ${pid}; vigil run --wait 60s takes over when its time is over`,
  );
}
