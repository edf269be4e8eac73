import {messageOf} from '../errors.ts';
import type {ChannelState, Outbox} from '../ports/outbox.ts';
import {Bell} from './bell.ts';
import type {Channel} from './channel.ts';
import {ChannelLoop, type LoopPorts} from './channel-loop.ts';

/** Pause between looks whether anything happened; one cheap read each. */
const POLL_MS = 500;
/** The bell rings so often in any case, for what no event tells of. */
const RING_MS = 5000;

export type NotifierPorts = Omit<LoopPorts, 'outbox'> &
  Readonly<{
    outbox: LoopPorts['outbox'] & Pick<Outbox, 'lastEventId' | 'channels' | 'keepChannels'>;
  }>;

export type NotifierOptions = Readonly<{
  channels: readonly Channel[];
  /** An event that is older is given up when it cannot be delivered. */
  giveUpAfterMs: number;
}>;

/**
 * Notes down the channels there are: a new one begins at the newest event, so that nobody is told of all that ever
 * happened; one that is not there any more is forgotten, so that nothing is kept for it.
 *
 * @returns Where each stands, in the order of the names.
 */
export async function enrolChannels(
  outbox: Pick<Outbox, 'lastEventId' | 'channels' | 'keepChannels' | 'saveChannel'>,
  names: readonly string[],
): Promise<readonly ChannelState[]> {
  const known = new Map((await outbox.channels()).map((state) => [state.name, state]));
  if ([...known.keys()].some((name) => !names.includes(name))) await outbox.keepChannels(names);
  const states: ChannelState[] = [];
  for (const name of names) {
    const state = known.get(name) ?? {...UNHEARD, name, cursor: await outbox.lastEventId()};
    if (!known.has(name)) await outbox.saveChannel(state);
    states.push(state);
  }
  return states;
}

const UNHEARD: Omit<ChannelState, 'name' | 'cursor'> = {
  attempts: 0,
  nextAtMs: null,
  failingSinceMs: null,
  lastError: null,
  delivered: 0,
  deliveredAtMs: null,
};

/** All channels, each by itself: one that hangs holds up no other. */
export class Notifier {
  readonly #ports: NotifierPorts;
  readonly #options: NotifierOptions;
  #loops: readonly ChannelLoop[] = [];

  constructor(ports: NotifierPorts, options: NotifierOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** Events that are in memory, of all channels. */
  get held(): number {
    return this.#loops.reduce((sum, {held}) => sum + held, 0);
  }

  /**
   * Delivers until `drain` aborts, and then what is there and can be delivered without a pause.
   *
   * @param end Breaks off what is left. What is not known to be delivered is delivered at the next start.
   */
  async run(drain: AbortSignal, end: AbortSignal): Promise<void> {
    const {channels, giveUpAfterMs} = this.#options;
    const states = await enrolChannels(
      this.#ports.outbox,
      channels.map(({name}) => name),
    );
    this.#loops = channels.map((channel, index) => {
      const state = states[index];
      if (state === undefined) throw new Error(`Invariant: channel "${channel.name}" was enrolled`);
      return new ChannelLoop(channel, state, this.#ports, giveUpAfterMs);
    });
    const bell = new Bell();
    const ringing = this.#ring(bell, drain);
    await Promise.all([ringing, ...this.#loops.map((loop) => loop.run(bell, drain, end))]);
  }

  /** Rings when something happened that a channel has not passed, now and then anyway, and at the end. */
  async #ring(bell: Bell, drain: AbortSignal): Promise<void> {
    const {clock, outbox, tell} = this.#ports;
    let rungAtMs = clock.monotonic();
    let isFailing = false;
    while (!drain.aborted) {
      await sleepUnlessAborted(clock, POLL_MS, drain);
      let hasNews = false;
      try {
        const lastId = await outbox.lastEventId();
        hasNews = this.#loops.some(({cursor}) => cursor < lastId);
        isFailing = false;
      } catch (error) {
        if (!isFailing) tell({channel: null, state: 'storeFailed', message: messageOf(error)});
        isFailing = true;
      }
      if (!hasNews && clock.monotonic() - rungAtMs < RING_MS && !drain.aborted) continue;
      rungAtMs = clock.monotonic();
      bell.ring();
    }
    bell.ring();
  }
}

async function sleepUnlessAborted(clock: LoopPorts['clock'], ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
