import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {blindView} from '../../src/condition/market-view.ts';
import {compileCondition} from '../../src/condition/compile.ts';
import type {SourceAnswer} from '../../src/condition/source-question.ts';
import type {InstrumentQuestion, Source, SourceReading} from '../../src/ports/source.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {fakeAnswer} from '../condition/fake-source.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const QUIET: Condition = {news: {is: 'quiet', impact: 'high', beforeMinutes: 30, afterMinutes: 30}};

/** A source of news whose word the test gives. */
class ScriptedSource implements Source {
  readonly family = 'news';
  readonly name = 'scripted';
  readonly measures = ['quiet'];
  readonly asked: InstrumentQuestion[] = [];
  readonly #listeners = new Set<() => void>();
  #answer: SourceReading['answer'];

  constructor(answer: SourceReading['answer']) {
    this.#answer = answer;
  }

  reading(): SourceReading {
    const answer = this.#answer;
    return {
      answer: (question, nowMs) => {
        this.asked.push(question);
        return answer(question, nowMs);
      },
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  report = () => ({state: 'fresh', dataTimeMs: START_MS, lastError: null}) as const;

  /** Says another thing from now on. */
  say(answer: SourceReading['answer']): void {
    this.#answer = answer;
    for (const listener of this.#listeners) listener();
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

const lasting = (state: 'met' | 'unmet') => (): SourceAnswer => ({
  state,
  observed: null,
  dataTimeMs: Number.MAX_SAFE_INTEGER,
  dataAgeMaxMs: 0,
  untilMs: Number.POSITIVE_INFINITY,
});
const throwing = (message: string) => () => {
  throw new Error(message);
};

const worldWith = (...sources: readonly Source[]) => MonitorWorld.open({}, undefined, sources);

describe('a monitor with a source', () => {
  it('fires by its answer, which is of the desk’s instrument', async () => {
    const source = new ScriptedSource(lasting('met'));
    const world = await worldWith(source);
    await world.add(aPlan({when: QUIET}));
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
    expect(source.asked[0]).toEqual({
      family: 'news',
      measure: 'quiet',
      params: {impact: 'high', beforeMinutes: 30, afterMinutes: 30},
      symbol: 'XAUUSD',
    });
  });

  it.each<[string, SourceReading['answer'], string]>([
    ['is silent', () => ({state: 'unknown', reason: 'sourceSilent', untilMs: null}), 'sourceSilent'],
    [
      'is stale',
      () => ({...lasting('met')(), dataTimeMs: START_MS, dataAgeMaxMs: 0}) as SourceAnswer,
      'sourceStale',
    ],
    ['throws', throwing('no line'), 'sourceFailed: no line'],
  ])('never fires while it %s, nor on the opposite', async (_name, answer, reason) => {
    const world = await worldWith(new ScriptedSource(answer));
    await world.add(aPlan({id: 'is', when: QUIET}), aPlan({id: 'is-not', when: {not: QUIET}}));
    for (let price = 1300; price < 1310; price += 1) await world.quote(price);
    expect(world.broker.submitted).toEqual([]);
    for (const id of ['is', 'is-not']) {
      const explained = world.monitor.explain(id);
      expect(explained?.verdict).toBe('unknown');
      expect(explained?.conditions.at(-1)).toMatchObject({verdict: 'unknown', reason});
    }
    expect((await world.monitor.sweep()).missedByEvents).toBe(0);
  });

  it('leaves a measure that it does not answer, and other families, without a source', async () => {
    const world = await worldWith(new ScriptedSource(lasting('met')));
    await world.add(
      aPlan({id: 'measure', when: {news: {is: 'reclaimed'}}}),
      aPlan({id: 'family', when: {orderFlow: {is: 'spoof'}}}),
    );
    await world.quote(1300);
    for (const id of ['measure', 'family'])
      expect(world.monitor.explain(id)?.conditions).toMatchObject([{verdict: 'unknown', reason: 'noSource'}]);
  });

  it('tells once of one that throws, and goes on with everything else', async () => {
    const source = new ScriptedSource(throwing('no line'));
    const world = await worldWith(source);
    const other = {any: [QUIET, {price: {above: 1305}}]};
    await world.add(
      aPlan({id: 'asks', when: QUIET}),
      aPlan({id: 'asks-too', when: other}),
      aPlan({id: 'not'}),
    );
    for (let price = 1300; price < 1310; price += 1) await world.quote(price);
    const told = world.journal.filter(({kind}) => kind === 'source' || kind === 'failure');
    expect(told).toEqual([{kind: 'source', family: 'news', state: 'failed', message: 'scripted: no line'}]);
    // The plan that has another way in takes it at the very quote.
    expect(world.broker.submitted.map(({planId, firedPrice}) => [planId, firedPrice])).toEqual([
      ['not', 1300.5],
      ['asks-too', 1305.5],
    ]);
    source.say(lasting('met'));
    await world.quote(1310);
    expect(await world.status('asks')).toBe('executed');
  });

  it('stops nobody when a source cannot even be read', async () => {
    const source = new ScriptedSource(lasting('met'));
    source.reading = throwing('gone');
    source.report = throwing('gone');
    const world = await worldWith(source);
    await world.add(aPlan({id: 'asks', when: QUIET}), aPlan({id: 'other'}));
    await world.quote(1300);
    expect([await world.status('asks'), await world.status('other')]).toEqual(['pending', 'executed']);
    expect([...world.monitor.sources()]).toEqual([
      {
        family: 'news',
        name: 'scripted',
        measures: ['quiet'],
        state: 'silent',
        dataTimeMs: null,
        lastError: 'gone',
      },
    ]);
  });

  it('wakes who sleeps on an answer when the source takes it back, and nobody else', async () => {
    const source = new ScriptedSource(lasting('unmet'));
    const world = await worldWith(source);
    const wholly = aPlan({id: 'other', when: {price: {above: 2000}}});
    await world.add(aPlan({id: 'asks', when: QUIET}), wholly);
    await world.quote(1300);
    source.asked.length = 0;
    await world.quote(1301);
    // It sleeps: nobody has asked.
    expect(source.asked).toEqual([]);
    const askedLast = () => world.monitor.explain('other')?.levels[0]?.lastEvaluatedMs;
    source.say(lasting('met'));
    expect((await world.monitor.sweep()).missedByEvents).toBe(0);
    const before = askedLast();
    await world.quote(1302);
    expect(world.broker.submitted.map(({planId, firedPrice}) => [planId, firedPrice])).toEqual([
      ['asks', 1302.5],
    ]);
    expect(askedLast()).toBe(before);
  });

  it('wakes a cancel rule and what is remembered likewise', async () => {
    const source = new ScriptedSource(lasting('unmet'));
    const world = await worldWith(source);
    await world.add(
      aPlan({id: 'cancels', when: {price: {above: 2000}}, cancelWhen: QUIET}),
      aPlan({id: 'holds', when: {holdFor: {condition: QUIET, seconds: 2}}}),
    );
    await world.quote(1300);
    source.say(lasting('met'));
    await world.quote(1301);
    expect(await world.status('cancels')).toBe('cancelled');
    await world.quote(1302);
    await world.quote(1303);
    expect(await world.status('holds')).toBe('executed');
  });

  it('keeps what a view has seen when the source says another thing', async () => {
    const source = new ScriptedSource(lasting('unmet'));
    const world = await worldWith(source);
    await world.add(aPlan({when: QUIET}));
    await world.quote(1300);
    const view = world.monitor.view('XAUUSD') ?? blindView(0);
    source.say(lasting('met'));
    const condition = compileCondition(QUIET, 'buy');
    expect(condition.state(view)).toBe('unmet');
    // That of the quote in hand too, until the next one; whoever asks now is told what is known now.
    expect(condition.state(world.monitor.view('XAUUSD') ?? blindView(0))).toBe('unmet');
    expect(world.monitor.explain('plan')?.verdict).toBe('met');
  });

  it('is heard no more after the end', async () => {
    const source = new ScriptedSource(lasting('met'));
    const world = await worldWith(source);
    expect(source.listeners).toBe(1);
    await world.monitor.close();
    expect(source.listeners).toBe(0);
  });
});

type Step = Readonly<{afterMs: number; price: number; shiftMs: number | null}>;

/** Quotes, and between some of them the source goes over to answers of another time. */
const aWalk: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    afterMs: fc.constantFrom(1000, 20_000, 60_000, 200_000),
    price: fc.integer({min: 1297, max: 1303}),
    shiftMs: fc.option(
      fc.integer({min: 0, max: 28}).map((minutes) => minutes * 60_000),
      {freq: 6},
    ),
  }),
  {minLength: 1, maxLength: 40},
);

const CONDITIONS: readonly Condition[] = [
  {all: [{price: {above: 1301}}, QUIET]},
  {all: [{price: {above: 1300}}, {not: QUIET}]},
  {all: [{price: {above: 1300}}, {holdFor: {condition: QUIET, seconds: 100}}]},
  {all: [{price: {below: 1299}}, {news: {is: 'quiet', impact: 'ultra'}}]},
];

describe('a plan that sleeps on a source', () => {
  it.each(CONDITIONS)(
    '%j fires at the quote at which one that is asked at each of them does',
    async (when) => {
      // What asks at every quote: a part beside it that is unknown and may change at any quote never lets it sleep.
      const sleepless = {any: [when, {news: {is: 'quiet', impact: 'crypto'}}]};
      await fc.assert(
        fc.asyncProperty(aWalk, async (walk) => {
          let shiftMs = 0;
          const answer: SourceReading['answer'] = (question, nowMs) => {
            if (question.params['impact'] === 'crypto')
              return {state: 'unknown', reason: 'sourceSilent', untilMs: null};
            const at = fakeAnswer(question, nowMs + shiftMs);
            const back = (timeMs: number | null) => (timeMs === null ? null : timeMs - shiftMs);
            return at.state === 'unknown'
              ? {...at, untilMs: back(at.untilMs)}
              : {...at, untilMs: back(at.untilMs), dataTimeMs: at.dataTimeMs - shiftMs};
          };
          const source = new ScriptedSource(answer);
          const world = await worldWith(source);
          await world.add(aPlan({id: 'sleeps', when}), aPlan({id: 'awake', when: sleepless}));
          await rest();
          for (const {afterMs, price, shiftMs: next} of walk) {
            if (next !== null) {
              shiftMs = next;
              source.say(answer);
            }
            world.clock.set(world.clock.now() + afterMs - 1000);
            await world.quote(price, price);
          }
          const fired = (id: string) => world.broker.submitted.find(({planId}) => planId === id)?.firedAtMs;
          expect(fired('sleeps')).toBe(fired('awake'));
          expect((await world.monitor.sweep()).missedByEvents).toBe(0);
        }),
        {numRuns: 40},
      );
    },
  );
});
