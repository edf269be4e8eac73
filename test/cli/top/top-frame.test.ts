import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {plainText, written} from '../../../src/cli/top/line.ts';
import {PLAIN} from '../../../src/cli/top/plain-style.ts';
import {widthOf} from '../../../src/cli/top/text-width.ts';
import {frameOf, pageOf, scrollMax} from '../../../src/cli/top/top-frame.ts';
import {firstState, step, type TopEvent, type TopState} from '../../../src/cli/top/top-state.ts';
import {aNearPlan, anAnswer} from './top-answers.ts';

function shown(size: Readonly<{columns: number; rows: number}>, ...events: readonly TopEvent[]): TopState {
  return events.reduce(
    (state, event) => step(state, event, pageOf(state)),
    firstState('/var/lib/vigil/plans.db', size),
  );
}

/** The screen as its reader sees it. */
const screen = (state: TopState) =>
  frameOf(state).map((line) => written(line, state.columns, PLAIN).trimEnd());

const answered = (changes: Parameters<typeof anAnswer>[0] = {}): TopEvent => ({
  type: 'answered',
  monitor: anAnswer(changes),
});
const key = (name: string): TopEvent => ({type: 'key', key: name});

const plans = (count: number) => Array.from({length: count}, (_, index) => aNearPlan({planId: `p-${index}`}));

describe('frame', () => {
  it('shows links, lease, quotes and plans, what is missing and what happened', () => {
    expect(screen(shown({columns: 90, rows: 18}, answered()))).toEqual([
      'vigil top  /var/lib/vigil/plans.db                                       running 12:00:30Z',
      'feed simulated up   broker paper up   lease held, epoch 3',
      'quotes 8.0/s   desks 1   loop 2 ms late   sweep 30s ago',
      'plans 1 pending',
      '',
      '  PLAN     SYMBOL SIDE STATUS    PRICE DISTANCE   SHARE MISSING',
      '> gold-dip XAUUSD buy  pending 1301.90     0.40 0.031 % ask < 1301.5',
      ...Array.from({length: 8}, () => ''),
      'EVENTS  newest last, UTC',
      '12:00:00 old XAUUSD expired',
      'q quit  s sort: distance  e explain  p pause  ? help',
    ]);
  });

  it('keeps to 40 × 10, with what is most urgent', () => {
    const gate = [{reason: 'halted', observed: 'halted since noon: news', wanted: 'no halt'}] as const;
    expect(screen(shown({columns: 40, rows: 10}, answered({gate, nearest: plans(9)})))).toEqual([
      'vigil top  running 12:00:30Z',
      'HALTED halted since noon: news',
      '  PLAN SYMBOL SIDE DISTANCE',
      '> p-0  XAUUSD buy      0.40',
      '  p-1  XAUUSD buy      0.40',
      '  p-2  XAUUSD buy      0.40',
      '  p-3  XAUUSD buy      0.40',
      '  p-4  XAUUSD buy      0.40',
      '  p-5  XAUUSD buy      0.40',
      'q quit  s sort: distance  ? help',
    ]);
  });

  it('keeps columns in line where names are wide', () => {
    const nearest = [aNearPlan({planId: 'a', symbol: '金価格'}), aNearPlan({planId: 'b', symbol: 'XAUUSD'})];
    const lines = screen(shown({columns: 60, rows: 18}, answered({nearest})));
    const places = lines
      .filter((line) => line.includes(' buy '))
      .map((line) => widthOf(line.split('buy')[0] ?? ''));
    expect(places).toEqual([places[0], places[0]]);
    expect(places).toHaveLength(2);
  });

  it('keeps the chosen plan on the screen', () => {
    const state = shown(
      {columns: 60, rows: 12},
      answered({nearest: plans(50)}),
      ...Array.from({length: 30}, () => key('down')),
    );
    expect(screen(state).filter((line) => line.startsWith('> '))).toEqual([
      expect.stringMatching(/^> p-30 /),
    ]);
  });

  it('says why there is no newer answer, beside the last one', () => {
    const lines = screen(shown({columns: 90, rows: 18}, answered(), {type: 'failed', problem: 'it hangs'}));
    expect(lines[0]).toMatch(/no answer since 12:00:30Z$/);
    expect(lines[1]).toBe('it hangs');
    expect(lines.join('\n')).toContain('gold-dip');
  });

  it('has exactly the size of the screen, whatever is on it', () => {
    const text = fc.string({unit: 'grapheme', maxLength: 60});
    const answers = fc.record({
      symbols: fc.array(text, {maxLength: 40}),
      reason: text,
      keys: fc.array(fc.constantFrom('down', 'end', 's', 'e', '?', 'escape', 'p', 'pageDown'), {
        maxLength: 6,
      }),
      columns: fc.integer({min: 40, max: 140}),
      rows: fc.integer({min: 10, max: 50}),
    });
    fc.assert(
      fc.property(answers, ({symbols, reason, keys, columns, rows}) => {
        const nearest = symbols.map((symbol, index) => aNearPlan({planId: `p-${index}`, symbol}));
        const events = [{at: '2026-11-22T12:00:00.000Z', kind: 'feed', state: 'down', reason}] as const;
        const state = shown({columns, rows}, answered({nearest, events: [...events]}), ...keys.map(key));
        const lines = frameOf(state).map((line) => written(line, columns, PLAIN));
        expect(lines).toHaveLength(rows);
        for (const line of lines) {
          expect(widthOf(line)).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  it('scrolls a text to its end and no further', () => {
    const state = shown({columns: 60, rows: 10}, answered(), key('?'));
    expect(scrollMax(state)).toBeGreaterThan(0);
    const end = screen({...state, scroll: scrollMax(state)});
    expect(end.at(-2)).toContain('MISSING');
    expect(screen({...state, scroll: 1e6})).toEqual(end);
  });

  it('has the same text coloured and plain', () => {
    const lines = frameOf(shown({columns: 90, rows: 20}, answered()));
    for (const line of lines) expect(written(line, 1000, PLAIN)).toBe(plainText(line));
  });
});
