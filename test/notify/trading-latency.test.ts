import {describe, expect, it} from 'vitest';
import {webhookChannel} from '../../src/notify/channels/webhook.ts';
import {Notifier} from '../../src/notify/notifier.ts';
import type {OutboxEvent} from '../../src/ports/outbox.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {aPlan, MonitorWorld} from '../engine/monitor-world.ts';
import {aWebhook, type Behaviour, bodyOf, HANGS, REFUSED, status} from './notify-world.ts';

const MINUTE_MS = 60_000;
const PLANS = 30;

/** Dead for five minutes (it refuses, and sometimes hangs), then failing for five, then well. */
function recovering(startMs: number, nowMs: () => number): Behaviour {
  return (request, signal) => {
    const sinceMs = nowMs() - startMs;
    if (sinceMs < 5 * MINUTE_MS) return (sinceMs % 20_000 < 10_000 ? HANGS : REFUSED)(request, signal);
    return status(sinceMs < 10 * MINUTE_MS ? 500 : 200)(request, signal);
  };
}

type Played = Readonly<{events: readonly OutboxEvent[]; delivered: readonly number[]; refusedTries: number}>;

/** A quarter of an hour in which a plan fires every twenty seconds, each at a price of its own. */
async function play(withNotifier: boolean): Promise<Played> {
  const world = await MonitorWorld.open();
  const startMs = world.clock.now();
  const delivered: number[] = [];
  let refusedTries = 0;
  const end = new AbortController();
  let running: Promise<void> = Promise.resolve();
  if (withNotifier) {
    const behave = recovering(startMs, () => world.clock.now());
    const notifier = new Notifier(
      {
        clock: world.clock,
        random: new SeededRandom(1),
        outbox: world.store,
        post: async (request, signal) => {
          refusedTries += 1;
          const answer = await behave(request, signal);
          if (answer.status === 200) {
            refusedTries -= 1;
            delivered.push(bodyOf(request).id);
          }
          return answer;
        },
        tell: () => undefined,
      },
      {channels: [webhookChannel(aWebhook(), 'test')], giveUpAfterMs: 86_400_000},
    );
    running = notifier.run(end.signal, end.signal);
    await rest();
  }
  const plans = Array.from({length: PLANS}, (_, index) =>
    aPlan({id: `plan-${index}`, when: {price: {above: 1300 + index}}}),
  );
  await world.add(...plans);
  for (let second = 0; second < 15 * 60; second += 1) {
    // A quote moves the clock on by itself; what is due by then runs first.
    await world.clock.advance(0);
    world.clock.runDue();
    await world.quote(1300.4 + second / 20, 1300.9 + second / 20);
    world.clock.runDue();
    await rest();
  }
  await world.clock.advance(5 * MINUTE_MS);
  end.abort();
  await running;
  return {events: await world.store.eventsAfter(0, 10_000), delivered, refusedTries};
}

describe('an endpoint that is dead for five minutes and fails for five more', () => {
  it('gets every event at least once, in the order of each plan, and delays no claim', async () => {
    const [without, with_] = [await play(false), await play(true)];
    const times = ({events}: Played) =>
      events.filter(({kind}) => kind === 'plan.claimed').map(({planId, atMs}) => [planId, atMs]);
    expect(times(without)).toHaveLength(PLANS);
    expect(times(with_)).toEqual(times(without));

    expect(with_.refusedTries).toBeGreaterThan(10);
    expect(new Set(with_.delivered)).toEqual(new Set(with_.events.map(({id}) => id)));
    const planOf = new Map(with_.events.map(({id, planId}) => [id, planId]));
    for (const plan of new Set(planOf.values())) {
      const ids = with_.delivered.filter((id) => planOf.get(id) === plan);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    }
  });
});
