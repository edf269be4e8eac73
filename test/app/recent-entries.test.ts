import {expect, it} from 'vitest';
import {RecentEntries} from '../../src/app/recent-entries.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';

it('keeps the newest fifty in order, and hands on everything', () => {
  const handed: JournalEntry[] = [];
  const clock = new VirtualClock(0);
  const recent = new RecentEntries({record: (entry) => handed.push(entry)}, clock);
  for (let number = 0; number < 120; number += 1) {
    clock.set(number);
    recent.record({kind: 'expired', planId: `p-${number}`, symbol: 'XAUUSD'});
    recent.record({kind: 'watching', planId: `p-${number}`, symbol: 'XAUUSD'});
  }
  expect(handed).toHaveLength(240);
  expect(recent.entries.map(({atMs}) => atMs)).toEqual(Array.from({length: 50}, (_, index) => 70 + index));
  expect(recent.entries.at(-1)?.entry).toMatchObject({kind: 'expired', planId: 'p-119'});
});

it('has nothing to say before anything happened, and the first ones while there are few', () => {
  const recent = new RecentEntries({record: () => undefined}, new VirtualClock(0));
  expect(recent.entries).toEqual([]);
  recent.record({kind: 'expired', planId: 'a', symbol: 'XAUUSD'});
  recent.record({kind: 'expired', planId: 'b', symbol: 'XAUUSD'});
  expect(recent.entries.map(({entry}) => entry)).toMatchObject([{planId: 'a'}, {planId: 'b'}]);
});

it('keeps of a link when it went and came, and not every try in vain', () => {
  const recent = new RecentEntries({record: () => undefined}, new VirtualClock(0));
  const link = (name: 'feed' | 'broker', state: 'up' | 'down' | 'connecting') =>
    recent.record({
      kind: 'link',
      link: name,
      state,
      attempts: 1,
      downForMs: null,
      lastError: null,
      retryInMs: null,
    });
  for (let tries = 0; tries < 200; tries += 1) {
    for (const name of ['feed', 'broker'] as const) {
      link(name, 'down');
      link(name, 'connecting');
    }
  }
  link('feed', 'up');
  link('feed', 'down');
  expect(recent.entries.map(({entry}) => entry.kind === 'link' && `${entry.link} ${entry.state}`)).toEqual([
    'feed down',
    'broker down',
    'feed up',
    'feed down',
  ]);
});
