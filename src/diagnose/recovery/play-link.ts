import {SupervisedLink} from '../../link/supervised-link.ts';
import {LINK_TIMES} from '../../link/supervised-link.ts';
import {SeededRandom} from '../../system/seeded-random.ts';
import {VirtualClock} from '../../system/virtual-clock.ts';
import type {Finding} from '../diagnosis.ts';
import {Peer} from './cut-link.ts';
import type {Played} from './play-fault.ts';
import type {WorldOrder} from './recovery-world.ts';

export const LOSSES = 'link is lost now and then';

/** Losses, each after it was up for long. */
const LOSSES_MIN = 6;
/** Losses at once, so that the pauses have to grow. */
const FLAPS = 8;

/**
 * Takes a link away now and then, and in between leaves it up for long: each loss is then a trouble of its
 * own, and the first pause after it is short. One that is dropped at once must be asked ever more rarely.
 */
export async function playLink({seed, plant}: WorldOrder): Promise<Played> {
  const clock = new VirtualClock();
  const random = new SeededRandom(seed);
  const peer = new Peer();
  const Link = plant?.link ?? SupervisedLink;
  const link = new Link({clock, random, connect: peer.connect});
  const findings: Finding[] = [];
  const find = (code: string, evidence: string) => findings.push({code, subject: 'link', evidence});
  const pausesMs: number[] = [];
  const seen = new Set<string>();
  link.onChange(({state, nextRetryAtMs}) => {
    if (state !== 'up') seen.add(`link: ${state}`);
    if (state === 'down' && nextRetryAtMs !== null) pausesMs.push(nextRetryAtMs - clock.now());
  });
  link.start();
  const {stableMs, backoffBaseMs, backoffCapMs} = LINK_TIMES;
  let worstMs = 0;
  let strikes = 0;
  for (let loss = 1; loss <= LOSSES_MIN; loss += 1) {
    await clock.advance(stableMs + 1000 + random.next() * 60_000);
    const {state, attempts} = link.report();
    if (state !== 'up') find('NOT_RECOVERED', `before loss ${loss} it is ${state}`);
    if (attempts > 0) {
      find(
        'BACKOFF_NEVER_RESET',
        `it was up for more than ${stableMs} ms, and still counts ${attempts} tries`,
      );
    }
    pausesMs.length = 0;
    const lostAtMs = clock.now();
    peer.drop();
    strikes += 1;
    await clock.advance(0);
    const [pauseMs = 0] = pausesMs;
    if (pauseMs > backoffBaseMs * 2) {
      find(
        'BACKOFF_NEVER_RESET',
        `its first pause after loss ${loss} is ${Math.round(pauseMs)} ms; ${backoffBaseMs} is the bound`,
      );
    }
    while (link.report().state !== 'up' && clock.now() - lostAtMs < backoffCapMs * 2) await clock.advance(50);
    worstMs = Math.max(worstMs, clock.now() - lostAtMs);
  }
  for (let flap = 1; flap <= FLAPS; flap += 1) {
    await clock.advance(backoffCapMs);
    peer.drop();
    strikes += 1;
    await clock.advance(0);
  }
  if (link.report().attempts < FLAPS / 2) {
    find(
      'BACKOFF_NOT_GROWING',
      `it was dropped ${FLAPS} times soon after it was up, and counts ${link.report().attempts} tries`,
    );
  }
  await link.close();
  const rest = {strikes, passes: 0, incomplete: 0, untilNormalMs: worstMs, seen: [...seen], findings};
  return {name: LOSSES, part: 'link', kind: 'rejects', ...rest};
}
