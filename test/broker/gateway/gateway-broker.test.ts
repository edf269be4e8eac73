import {afterEach} from 'vitest';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {brokerContract} from '../../ports/broker-contract.ts';
import {aTerminal, quote, type TerminalWorld} from '../../terminal/terminal-harness.ts';

let world: TerminalWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** Time is the test's, so nobody may be taken for dead by it. */
const NEVER_MS = 1e12;

brokerContract('GatewayBroker', async () => {
  const clock = new VirtualClock(1_000);
  world = await aTerminal({times: {beatMs: NEVER_MS, deadMs: NEVER_MS, handshakeMs: NEVER_MS}}, clock);
  const times = {
    beatMs: NEVER_MS,
    deadMs: NEVER_MS,
    silentMs: NEVER_MS,
    requestMs: NEVER_MS,
    handshakeMs: NEVER_MS,
  };
  const {client, broker} = await world.connected({times});
  return {
    broker,
    quote: (one) => quote(client, one),
    setNow: async (timeMs) => {
      await clock.advanceTo(timeMs);
      // What happened before has been told before the answer.
      await client.request('ping', {});
    },
  };
});
