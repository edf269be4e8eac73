import {expect, it} from 'vitest';
import {simulatedFeedOf} from '../../src/app/local-feeds.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';
import {NOW_MS} from '../ports/stored-values.ts';

const HOURS_MS = 6 * 3_600_000;

/** The longest time without a quote in some hours. */
async function longestPauseMs(feed: object): Promise<number> {
  const settings = {...settingsSchema.parse({feed: {tickMs: 1000, ...feed}}), db: ''};
  const simulated = await simulatedFeedOf(settings, new VirtualClock(NOW_MS));
  const quotes = (await simulated.past.quotes('XAUUSD', NOW_MS - HOURS_MS, NOW_MS)) ?? [];
  return Math.max(...quotes.slice(1).map(({timeMs}, index) => timeMs - (quotes[index]?.timeMs ?? 0)));
}

it('lets quotes stop for some seconds now and then, but not where the settings want no faults', async () => {
  expect(await longestPauseMs({})).toBeGreaterThan(4000);
  expect(await longestPauseMs({faults: false})).toBeLessThan(2000);
});
