import {describe, expect, it} from 'vitest';
import {type PlanDefaults, parsePlan} from '../../src/plan/parse.ts';

const DEFAULTS: PlanDefaults = {newId: () => 'p-1', createdAtMs: Date.UTC(2026, 10, 22)};
const GOOD = {symbol: 'XAUUSD', side: 'buy', volume: 0.01, when: {price: {above: 1300}}};
const GATE = {type: 'market', price: 1301.5, tolerance: 0.5};

/** What a hostile file may hold: it must cost an answer, and no stack. */
const DEEP = Array.from({length: 10_000}).reduce((inner) => ({not: inner}), {always: true});

/** `JSON.parse` makes this an own key, where an object literal would set the prototype. */
const PROTOTYPE: unknown = JSON.parse(
  '{"symbol":"A","side":"buy","volume":1,"when":{"always":true},"__proto__":{"x":1}}',
);

/** Field, message and remedy, as a user reads them. */
type Read = readonly [field: string | undefined, message: string, hint: string | undefined];

const TABLE: readonly (readonly [written: unknown, problems: readonly Read[]])[] = [
  [{...GOOD, stopLoss: '1298'}, [['stopLoss', 'stopLoss is "1298", not a number', 'remove the quotes']]],
  [{...GOOD, stopLoss: 'soon'}, [['stopLoss', 'stopLoss is "soon", not a number', 'give a number']]],
  [
    {...GOOD, stopLoss: null},
    [['stopLoss', 'stopLoss is null, not a number', 'give a number, or leave it out']],
  ],
  [{...GOOD, stopLoss: NaN}, [['stopLoss', 'stopLoss is NaN, not a finite number', 'give a finite number']]],
  [
    {...GOOD, ...JSON.parse('{"stopLoss":1e400}')},
    [['stopLoss', 'stopLoss is Infinity, not a finite number', 'give a finite number']],
  ],
  [{...GOOD, stopLoss: -1}, [['stopLoss', 'stopLoss is -1, not above zero', 'give a price above zero']]],
  [{...GOOD, takeProfit: 0}, [['takeProfit', 'takeProfit is 0, not above zero', 'give a price above zero']]],
  [{...GOOD, takeProfit: true}, [['takeProfit', 'takeProfit is true, not a number', 'give a number']]],
  [{...GOOD, volume: 0}, [['volume', 'volume is 0, not above zero', 'give the size in lots, such as 0.01']]],
  [
    {...GOOD, volume: -0.01},
    [['volume', 'volume is -0.01, not above zero', 'give the size in lots, such as 0.01']],
  ],
  [{...GOOD, volume: undefined}, [['volume', 'volume is missing', 'give the size in lots, such as 0.01']]],
  [
    {...GOOD, volume: [1]},
    [['volume', 'volume is a list, not a number', 'give the size in lots, such as 0.01']],
  ],
  [
    {...GOOD, volume: {lots: 1}},
    [['volume', 'volume is an object, not a number', 'give the size in lots, such as 0.01']],
  ],
  [{...GOOD, side: 'Buy'}, [['side', 'side is "Buy", not one of buy, sell', 'did you mean "buy"?']]],
  [{...GOOD, side: 'long'}, [['side', 'side is "long", not one of buy, sell', 'did you mean "buy"?']]],
  [{...GOOD, side: 'hold'}, [['side', 'side is "hold", not one of buy, sell', 'give buy or sell']]],
  [{...GOOD, side: 1}, [['side', 'side is 1, not one of buy, sell', 'give buy or sell']]],
  [{...GOOD, side: undefined}, [['side', 'side is missing', 'give "buy" or "sell"']]],
  [
    {...GOOD, symbol: ''},
    [['symbol', 'symbol is "", which is not a symbol', 'give 1 to 64 printed characters without spaces']],
  ],
  [
    {...GOOD, symbol: 'XAU USD'},
    [
      [
        'symbol',
        'symbol is "XAU USD", which is not a symbol',
        'give 1 to 64 printed characters without spaces',
      ],
    ],
  ],
  [
    {...GOOD, symbol: '\u001b[31m'},
    [
      [
        'symbol',
        'symbol is "\\u001b[31m", which is not a symbol',
        'give 1 to 64 printed characters without spaces',
      ],
    ],
  ],
  [{...GOOD, symbol: 7}, [['symbol', 'symbol is 7, not a text', 'name the instrument, such as "XAUUSD"']]],
  [
    {...GOOD, symbol: 'X'.repeat(1e6)},
    [
      [
        'symbol',
        'symbol is "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX…", which is not a symbol',
        'give 1 to 64 printed characters without spaces',
      ],
    ],
  ],
  [
    {...GOOD, id: 'gold dip'},
    [['id', 'id is "gold dip", which is not an id', 'use 1 to 64 letters, digits, "_" and "-"']],
  ],
  [{...GOOD, id: ''}, [['id', 'id is "", which is not an id', 'use 1 to 64 letters, digits, "_" and "-"']]],
  [{...GOOD, id: 5}, [['id', 'id is 5, not a text', 'put it in quotes: "5"']]],
  [
    {...GOOD, id: 'a'.repeat(65)},
    [
      [
        'id',
        'id is "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…", which is not an id',
        'use 1 to 64 letters, digits, "_" and "-"',
      ],
    ],
  ],
  [{...GOOD, stop_loss: 1}, [['stop_loss', 'stop_loss is not a known key', 'did you mean "stopLoss"?']]],
  [{...GOOD, sl: 1}, [['sl', 'sl is not a known key', 'did you mean "stopLoss"?']]],
  [{...GOOD, lots: 1}, [['lots', 'lots is not a known key', 'did you mean "volume"?']]],
  [
    {...GOOD, colour: 'red'},
    [
      [
        'colour',
        'colour is not a known key',
        'remove it; known are id, symbol, side, volume, entry, levels, stopLoss, takeProfit, expiresIn, expiresAt, createdAt, when, cancelWhen, group, notes',
      ],
    ],
  ],
  [
    {...GOOD, ['k'.repeat(1e5)]: 1},
    [
      [
        'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…',
        'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk… is not a known key',
        'remove it; known are id, symbol, side, volume, entry, levels, stopLoss, takeProfit, expiresIn, expiresAt, createdAt, when, cancelWhen, group, notes',
      ],
    ],
  ],
  [
    PROTOTYPE,
    [
      [
        '__proto__',
        '__proto__ is not a known key',
        'remove it; known are id, symbol, side, volume, entry, levels, stopLoss, takeProfit, expiresIn, expiresAt, createdAt, when, cancelWhen, group, notes',
      ],
    ],
  ],
  [
    {...GOOD, entry: {...GATE, pric: 1}},
    [['entry.pric', 'entry.pric is not a known key', 'did you mean "price"?']],
  ],
  [
    {...GOOD, entry: {type: 'Limit'}},
    [['entry.type', 'entry.type is "Limit", not one of market, limit, stop', 'did you mean "limit"?']],
  ],
  [
    {...GOOD, entry: {type: 'iceberg'}},
    [
      [
        'entry.type',
        'entry.type is "iceberg", not one of market, limit, stop',
        'give market or limit or stop',
      ],
    ],
  ],
  [
    {...GOOD, entry: {price: 1}},
    [['entry.type', 'entry.type is missing', 'give "market", "limit" or "stop"']],
  ],
  [
    {...GOOD, entry: {type: 'limit'}},
    [
      [
        'entry.price',
        'entry.price is missing; a limit order rests at a price',
        'give the price at which the order is to rest, or levels',
      ],
    ],
  ],
  [
    {...GOOD, entry: {type: 'stop', tolerance: 0.5}},
    [
      [
        'entry.price',
        'entry.price is missing; a stop order rests at a price',
        'give the price at which the order is to rest, or levels',
      ],
      [
        'entry.tolerance',
        'entry.tolerance is 0.5, but a stop order enters at its price',
        'remove it; only a market entry has a tolerance',
      ],
    ],
  ],
  [
    {...GOOD, entry: {type: 'limit', price: 1301.5}, stopLoss: 1302},
    [
      [
        'stopLoss',
        'stopLoss is 1302, not below the entry price, which is 1301.5',
        'the stopLoss of a buy must be below its entry: mend the price, or the side',
      ],
    ],
  ],
  [
    {...GOOD, entry: {type: 'limit', price: 1301.5}, levels: [{price: 1300}]},
    [
      [
        'entry.price',
        'entry.price is 1301.5, but each of the levels has a price of its own',
        'remove it, or make it one of the levels',
      ],
    ],
  ],
  [
    {...GOOD, entry: GATE, levels: [{price: 1300}]},
    [
      [
        'entry.price',
        'entry.price is 1301.5, but each of the levels has a price of its own',
        'remove it, or make it one of the levels',
      ],
    ],
  ],
  [
    {...GOOD, levels: [{price: 1300}, {price: 1301}]},
    [
      [
        'entry.tolerance',
        'entry.tolerance is missing; market entries at levels need it',
        'give the distance from its price within which a level may enter, or make the entry type "limit" or "stop"',
      ],
    ],
  ],
  [
    {...GOOD, entry: {type: 'limit', tolerance: 1}, levels: [{price: 1300}]},
    [
      [
        'entry.tolerance',
        'entry.tolerance is 1, but a limit order enters at its price',
        'remove it; only a market entry has a tolerance',
      ],
    ],
  ],
  [
    {...GOOD, entry: {type: 'limit'}, levels: []},
    [['levels', 'levels lists no level', 'give at least one, or leave levels out']],
  ],
  [
    {
      ...GOOD,
      entry: {type: 'limit'},
      levels: Array.from({length: 11}, (_, index) => ({price: 1300 + index})),
    },
    [['levels', 'levels lists more than 10 levels', 'share the volume among fewer, or write two plans']],
  ],
  [
    {...GOOD, entry: {type: 'limit'}, levels: {price: 1300}},
    [['levels', 'levels is an object, not a list', 'give a list']],
  ],
  [
    {...GOOD, entry: {type: 'limit'}, levels: [1300]},
    [['levels[0]', 'levels[0] is 1300, not an object with named fields', 'write for example {price: 1300}']],
  ],
  [
    {...GOOD, entry: {type: 'limit'}, levels: [{}]},
    [['levels[0].price', 'levels[0].price is missing', 'give a number']],
  ],
  [
    {...GOOD, entry: {type: 'limit'}, levels: [{price: 1300, wieght: 2}]},
    [['levels[0].wieght', 'levels[0].wieght is not a known key', 'did you mean "weight"?']],
  ],
  [
    {...GOOD, entry: {type: 'limit'}, levels: [{price: 0, weight: 0, stopLoss: -1, takeProfit: '5'}]},
    [
      ['levels[0].price', 'levels[0].price is 0, not above zero', 'give a price above zero'],
      [
        'levels[0].weight',
        'levels[0].weight is 0, not above zero',
        'give the part of this level, such as 2 for twice that of a level of 1',
      ],
      ['levels[0].stopLoss', 'levels[0].stopLoss is -1, not above zero', 'give a price above zero'],
      ['levels[0].takeProfit', 'levels[0].takeProfit is "5", not a number', 'remove the quotes'],
    ],
  ],
  [
    {...GOOD, entry: {type: 'limit'}, levels: [{price: 1300}, {price: 1301}, {price: 1300, weight: 2}]},
    [
      [
        'levels[2].price',
        'levels[2].price is 1300, as is that of levels[0]',
        'give each level a price of its own, or one level the weight of both',
      ],
    ],
  ],
  [
    {
      ...GOOD,
      entry: {type: 'limit'},
      stopLoss: 1300,
      takeProfit: 1310,
      levels: [{price: 1300}, {price: 1299, stopLoss: 1298}, {price: 1305, stopLoss: 1306, takeProfit: 1304}],
    },
    [
      [
        'stopLoss',
        'stopLoss is 1300, not below the price of levels[0], which is 1300',
        'the stopLoss of a buy must be below its entry: mend the price, or the side',
      ],
      [
        'levels[2].stopLoss',
        'levels[2].stopLoss is 1306, not below the price of levels[2], which is 1305',
        'the stopLoss of a buy must be below its entry: mend the price, or the side',
      ],
      [
        'levels[2].takeProfit',
        'levels[2].takeProfit is 1304, not above the price of levels[2], which is 1305',
        'the takeProfit of a buy must be above its entry: mend the price, or the side',
      ],
    ],
  ],
  [
    {...GOOD, side: 'sell', entry: {type: 'stop'}, takeProfit: 1290, levels: [{price: 1300}, {price: 1289}]},
    [
      [
        'takeProfit',
        'takeProfit is 1290, not below the price of levels[1], which is 1289',
        'the takeProfit of a sell must be below its entry: mend the price, or the side',
      ],
    ],
  ],
  [
    {...GOOD, group: 'gold dip'},
    [
      [
        'group',
        'group is "gold dip", which is not the name of a group',
        'use 1 to 64 letters, digits, "_" and "-"',
      ],
    ],
  ],
  [{...GOOD, group: 7}, [['group', 'group is 7, not a text', 'put it in quotes: "7"']]],
  [
    {...GOOD, cancelWhen: null},
    [
      [
        'cancelWhen',
        'cancelWhen is null, not a condition',
        'write an object with one key, such as {price: {above: 1300}}',
      ],
    ],
  ],
  [
    {...GOOD, cancelWhen: {price: 1300}},
    [
      [
        'cancelWhen.price',
        'cancelWhen.price is 1300, not an object with named fields',
        'write for example {price: {"near":1301.5,"within":0.5}}',
      ],
    ],
  ],
  [
    {...GOOD, cancelWhen: {price: {abov: 1}}},
    [['cancelWhen.price.abov', 'cancelWhen.price.abov is not a known key', 'did you mean "above"?']],
  ],
  [
    {...GOOD, entry: {type: 'market', price: 1301.5}},
    [
      [
        'entry.tolerance',
        'entry.tolerance is missing; price and tolerance go together',
        'give both for an entry gate, or neither for none',
      ],
    ],
  ],
  [
    {...GOOD, entry: {type: 'market', tolerance: 1}},
    [
      [
        'entry.price',
        'entry.price is missing; price and tolerance go together',
        'give both for an entry gate, or neither for none',
      ],
    ],
  ],
  [
    {...GOOD, entry: []},
    [['entry', 'entry is a list, not an object with named fields', 'give an object with named fields']],
  ],
  [
    {...GOOD, entry: null},
    [
      [
        'entry',
        'entry is null, not an object with named fields',
        'give an object with named fields, or leave it out',
      ],
    ],
  ],
  [
    {...GOOD, entry: {type: 'market', price: 0, tolerance: -1}},
    [
      ['entry.price', 'entry.price is 0, not above zero', 'give a price above zero'],
      [
        'entry.tolerance',
        'entry.tolerance is -1, which is below zero',
        'give the distance from the entry price',
      ],
    ],
  ],
  [
    {...GOOD, entry: GATE, stopLoss: 1302},
    [
      [
        'stopLoss',
        'stopLoss is 1302, not below the entry price, which is 1301.5',
        'the stopLoss of a buy must be below its entry: mend the price, or the side',
      ],
    ],
  ],
  [
    {...GOOD, entry: GATE, stopLoss: 1301.5},
    [
      [
        'stopLoss',
        'stopLoss is 1301.5, not below the entry price, which is 1301.5',
        'the stopLoss of a buy must be below its entry: mend the price, or the side',
      ],
    ],
  ],
  [
    {...GOOD, entry: GATE, takeProfit: 1301.5},
    [
      [
        'takeProfit',
        'takeProfit is 1301.5, not above the entry price, which is 1301.5',
        'the takeProfit of a buy must be above its entry: mend the price, or the side',
      ],
    ],
  ],
  [
    {...GOOD, side: 'sell', entry: GATE, stopLoss: 1300, takeProfit: 1302},
    [
      [
        'stopLoss',
        'stopLoss is 1300, not above the entry price, which is 1301.5',
        'the stopLoss of a sell must be above its entry: mend the price, or the side',
      ],
      [
        'takeProfit',
        'takeProfit is 1302, not below the entry price, which is 1301.5',
        'the takeProfit of a sell must be below its entry: mend the price, or the side',
      ],
    ],
  ],
  [
    {...GOOD, stopLoss: 1310, takeProfit: 1300},
    [
      [
        'stopLoss',
        'stopLoss is 1310, not below takeProfit, which is 1300',
        'a buy loses when bid goes down: mend the prices, or the side',
      ],
    ],
  ],
  [
    {...GOOD, side: 'sell', stopLoss: 1300, takeProfit: 1300},
    [
      [
        'stopLoss',
        'stopLoss is 1300, not above takeProfit, which is 1300',
        'a sell loses when ask goes up: mend the prices, or the side',
      ],
    ],
  ],
  [
    {...GOOD, expiresIn: '24h', expiresAt: '2026-11-22T18:00:00Z'},
    [
      [
        'expiresIn',
        'expiresIn is "24h" and expiresAt is "2026-11-22T18:00:00Z"; they exclude each other',
        'keep one of them, or neither for good till cancelled',
      ],
    ],
  ],
  [
    {...GOOD, expiresIn: '24'},
    [
      [
        'expiresIn',
        'expiresIn is "24", which is not a duration',
        'write a number and a unit, such as 90s, 30m, 24h, 7d or 1h30m',
      ],
    ],
  ],
  [
    {...GOOD, expiresIn: 24},
    [
      [
        'expiresIn',
        'expiresIn is 24, which is not a duration',
        'write a number and a unit, such as 90s, 30m, 24h, 7d or 1h30m',
      ],
    ],
  ],
  [
    {...GOOD, expiresIn: '0s'},
    [['expiresIn', 'expiresIn is "0s", which is no time at all', 'give a longer one']],
  ],
  [
    {...GOOD, expiresIn: '-5h'},
    [
      [
        'expiresIn',
        'expiresIn is "-5h", which is not a duration',
        'write a number and a unit, such as 90s, 30m, 24h, 7d or 1h30m',
      ],
    ],
  ],
  [
    {...GOOD, expiresIn: '999999999w'},
    [
      [
        'expiresIn',
        'expiresIn is "999999999w", which ends after the year 9999',
        'leave it out for good till cancelled',
      ],
    ],
  ],
  [
    {...GOOD, expiresAt: 'tomorrow'},
    [
      [
        'expiresAt',
        'expiresAt is "tomorrow", which is not an ISO-8601 time with a zone',
        'write for example "2026-11-22T18:00:00Z"',
      ],
    ],
  ],
  [
    {...GOOD, expiresAt: '2026-11-22 18:00'},
    [
      [
        'expiresAt',
        'expiresAt is "2026-11-22 18:00", which is not an ISO-8601 time with a zone',
        'write for example "2026-11-22T18:00:00Z"',
      ],
    ],
  ],
  [
    {...GOOD, expiresAt: '2026-11-22T18:00:00'},
    [
      [
        'expiresAt',
        'expiresAt is "2026-11-22T18:00:00", which is not an ISO-8601 time with a zone',
        'write for example "2026-11-22T18:00:00Z"',
      ],
    ],
  ],
  [
    {...GOOD, expiresAt: '2026-02-30T18:00:00Z'},
    [
      [
        'expiresAt',
        'expiresAt is "2026-02-30T18:00:00Z", which is not an ISO-8601 time with a zone',
        'write for example "2026-11-22T18:00:00Z"',
      ],
    ],
  ],
  [
    {...GOOD, expiresAt: '0001-01-01T00:00:00Z'},
    [
      [
        'expiresAt',
        'expiresAt is "0001-01-01T00:00:00Z", which is not between the years 1970 and 9999',
        'mend the year',
      ],
    ],
  ],
  [
    {...GOOD, expiresAt: 1700000000},
    [
      [
        'expiresAt',
        'expiresAt is 1700000000, which is not an ISO-8601 time with a zone',
        'write for example "2026-11-22T18:00:00Z"',
      ],
    ],
  ],
  [
    {...GOOD, expiresAt: null},
    [
      [
        'expiresAt',
        'expiresAt is null, which is not an ISO-8601 time with a zone',
        'write for example "2026-11-22T18:00:00Z"',
      ],
    ],
  ],
  [
    {...GOOD, createdAt: 'now'},
    [
      [
        'createdAt',
        'createdAt is "now", which is not an ISO-8601 time with a zone',
        'write for example "2026-11-22T18:00:00Z"',
      ],
    ],
  ],
  [
    {...GOOD, notes: 'x'.repeat(4001)},
    [
      [
        'notes',
        'notes is "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…", which is longer than 4,000 characters',
        'shorten it',
      ],
    ],
  ],
  [{...GOOD, notes: 5}, [['notes', 'notes is 5, not a text', 'put it in quotes: "5"']]],
  [
    {...GOOD, when: undefined},
    [['when', 'when is missing', 'give one condition, such as {price: {above: 1300}}']],
  ],
  [
    {...GOOD, when: null},
    [
      [
        'when',
        'when is null, not a condition',
        'write an object with one key, such as {price: {above: 1300}}',
      ],
    ],
  ],
  [
    {...GOOD, when: 'price > 3'},
    [
      [
        'when',
        'when is "price > 3", not a condition',
        'write an object with one key, such as {price: {above: 1300}}',
      ],
    ],
  ],
  [{...GOOD, when: []}, [['when', 'when is a list, not one condition', 'put the list under "all" or "any"']]],
  [{...GOOD, when: {}}, [['when', 'when is empty', 'name one condition, such as {price: {above: 1300}}']]],
  [
    {...GOOD, when: {pricee: {}}},
    [['when.pricee', 'when.pricee is an unknown kind of condition', 'did you mean "price"?']],
  ],
  [
    {...GOOD, when: {near: 1, within: 2}},
    [
      [
        'when.near',
        'when.near is an unknown kind of condition',
        'it belongs inside one, such as price: {near: …}',
      ],
    ],
  ],
  [
    {...GOOD, when: {wyckoff: {}}},
    [['when.wyckoff', 'when.wyckoff is an unknown kind of condition', 'docs/conditions.md lists all kinds']],
  ],
  [
    {...GOOD, when: JSON.parse('{"__proto__":{}}')},
    [
      [
        'when.__proto__',
        'when.__proto__ is an unknown kind of condition',
        'docs/conditions.md lists all kinds',
      ],
    ],
  ],
  [
    {...GOOD, when: {price: {above: 1}, spread: {atMost: 1}}},
    [['when', 'when has 2 kinds (price, spread)', 'give one, or put them in a list under "all"']],
  ],
  [
    {...GOOD, when: DEEP},
    [
      [
        'when.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not',
        'when.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not is nested deeper than 32 conditions',
        'flatten it',
      ],
    ],
  ],
  [
    {...GOOD, when: {price: {}}},
    [
      [
        'when.price',
        'when.price says nothing of the price',
        'give near and within, above, below, crossesAbove or crossesBelow',
      ],
    ],
  ],
  [
    {...GOOD, when: {price: null}},
    [
      [
        'when.price',
        'when.price is null, not an object with named fields',
        'write for example {price: {"near":1301.5,"within":0.5}}',
      ],
    ],
  ],
  [
    {...GOOD, when: {price: 1300}},
    [
      [
        'when.price',
        'when.price is 1300, not an object with named fields',
        'write for example {price: {"near":1301.5,"within":0.5}}',
      ],
    ],
  ],
  [
    {...GOOD, when: {price: {abov: 1}}},
    [['when.price.abov', 'when.price.abov is not a known key', 'did you mean "above"?']],
  ],
  [
    {...GOOD, when: {price: {above: '1300'}}},
    [['when.price.above', 'when.price.above is "1300", not a number', 'remove the quotes']],
  ],
  [
    {...GOOD, when: {price: {near: 1}}},
    [
      [
        'when.price.within',
        'when.price.within is missing',
        'near needs it: the rule is |price − near| ≤ within',
      ],
    ],
  ],
  [
    {...GOOD, when: {price: {within: 1}}},
    [
      [
        'when.price.near',
        'when.price.near is missing',
        'within needs it: the rule is |price − near| ≤ within',
      ],
    ],
  ],
  [
    {...GOOD, when: {price: {near: 1, within: -1}}},
    [
      [
        'when.price.within',
        'when.price.within is -1, which is below zero',
        'give the distance from near, in price units',
      ],
    ],
  ],
  [
    {...GOOD, when: {price: {above: 1310, below: 1300}}},
    [
      [
        'when.price.above',
        'when.price.above is 1310, not less than below, which is 1300',
        'no price is between them: exchange them, or put two price conditions under "any"',
      ],
    ],
  ],
  [
    {...GOOD, when: {price: {above: 1300, below: 1300}}},
    [
      [
        'when.price.above',
        'when.price.above is 1300, not less than below, which is 1300',
        'no price is between them: exchange them, or put two price conditions under "any"',
      ],
    ],
  ],
  [
    {...GOOD, when: {price: {above: 1, of: 'last'}}},
    [['when.price.of', 'when.price.of is "last", not one of bid, ask, mid', 'give bid or ask or mid']],
  ],
  [
    {...GOOD, when: {price: {above: 0}}},
    [['when.price.above', 'when.price.above is 0, not above zero', 'give a price above zero']],
  ],
  [{...GOOD, when: {all: []}}, [['when.all', 'when.all lists no condition', 'give at least one']]],
  [{...GOOD, when: {any: []}}, [['when.any', 'when.any lists no condition', 'give at least one']]],
  [
    {...GOOD, when: {all: {price: {above: 1}}}},
    [['when.all', 'when.all is an object, not a list', 'give a list']],
  ],
  [
    {...GOOD, when: {all: [{price: {above: 1}}, {spread: {}}]}},
    [['when.all[1].spread.atMost', 'when.all[1].spread.atMost is missing', 'give a number']],
  ],
  [
    {...GOOD, when: {not: [{always: true}]}},
    [['when.not', 'when.not is a list, not one condition', 'put the list under "all" or "any"']],
  ],
  [
    {...GOOD, when: {not: {}}},
    [['when.not', 'when.not is empty', 'name one condition, such as {price: {above: 1300}}']],
  ],
  [
    {...GOOD, when: {all: ['price']}},
    [
      [
        'when.all[0]',
        'when.all[0] is "price", not a condition',
        'write an object with one key, such as {price: {above: 1300}}',
      ],
    ],
  ],
  [
    {...GOOD, when: {spread: {atMost: -1}}},
    [
      [
        'when.spread.atMost',
        'when.spread.atMost is -1, which is below zero, and ask is never below bid',
        'give zero or more',
      ],
    ],
  ],
  [
    {...GOOD, when: {spread: 0.5}},
    [
      [
        'when.spread',
        'when.spread is 0.5, not an object with named fields',
        'write for example {spread: {"atMost":0.6}}',
      ],
    ],
  ],
  [
    {...GOOD, when: {spread: {max: 1}}},
    [
      ['when.spread.atMost', 'when.spread.atMost is missing', 'give a number'],
      ['when.spread.max', 'when.spread.max is not a known key', 'remove it; known are atMost'],
    ],
  ],
  [
    {...GOOD, when: {always: false}},
    [['when.always', 'when.always is false, and can only be true', 'to keep a plan from firing, cancel it']],
  ],
  [
    {...GOOD, when: {always: 'true'}},
    [['when.always', 'when.always is "true", and can only be true', 'to keep a plan from firing, cancel it']],
  ],
  [
    {...GOOD, when: {time: {between: ['7:00', '16:00']}}},
    [
      [
        'when.time.between[0]',
        'when.time.between[0] is "7:00", which is not a time of day',
        'write hours and minutes as "07:00" or "16:30", midnight as "00:00"',
      ],
    ],
  ],
  [
    {...GOOD, when: {time: {between: ['07:00']}}},
    [
      [
        'when.time.between',
        'when.time.between is not a window',
        'give a list of two times, such as ["07:00", "16:00"]',
      ],
    ],
  ],
  [
    {...GOOD, when: {time: {between: ['07:00', '08:00', '09:00']}}},
    [
      [
        'when.time.between',
        'when.time.between is not a window',
        'give a list of two times, such as ["07:00", "16:00"]',
      ],
    ],
  ],
  [
    {...GOOD, when: {time: {between: '07:00-16:00'}}},
    [
      [
        'when.time.between',
        'when.time.between is not a window',
        'give a list of two times, such as ["07:00", "16:00"]',
      ],
    ],
  ],
  [
    {...GOOD, when: {time: {between: [420, 960]}}},
    [
      [
        'when.time.between[0]',
        'when.time.between[0] is 420, not a time of day',
        'write hours and minutes in quotes, such as "07:00"',
      ],
      [
        'when.time.between[1]',
        'when.time.between[1] is 960, not a time of day',
        'write hours and minutes in quotes, such as "07:00"',
      ],
    ],
  ],
  [
    {...GOOD, when: {time: {between: ['07:00', '07:00']}}},
    [
      [
        'when.time.between',
        'when.time.between starts and ends at 07:00, which is no window',
        'leave the condition out for the whole day',
      ],
    ],
  ],
  [
    {...GOOD, when: {time: {between: ['07:00', '24:00']}}},
    [
      [
        'when.time.between[1]',
        'when.time.between[1] is "24:00", which is not a time of day',
        'write hours and minutes as "07:00" or "16:30", midnight as "00:00"',
      ],
    ],
  ],
  [
    {...GOOD, when: {time: {between: ['07:00', '16:00'], zone: 'London'}}},
    [
      [
        'when.time.zone',
        'when.time.zone is "London", which is not an IANA time zone',
        'write for example "Europe/London" or "UTC"',
      ],
    ],
  ],
  [
    {...GOOD, when: {time: {}}},
    [['when.time', 'when.time says nothing of the time', 'give between, after or before']],
  ],
  [
    {...GOOD, when: {time: {between: ['07:00', '16:00'], tz: 'UTC'}}},
    [
      [
        'when.time.tz',
        'when.time.tz is not a known key',
        'remove it; known are between, after, before, zone',
      ],
    ],
  ],
  [
    [GOOD],
    [
      [
        undefined,
        'the plan is a list, not an object with named fields',
        'write an object with symbol, side, volume and when',
      ],
    ],
  ],
  [
    null,
    [
      [
        undefined,
        'the plan is null, not an object with named fields',
        'write an object with symbol, side, volume and when',
      ],
    ],
  ],
  [
    'plan',
    [
      [
        undefined,
        'the plan is "plan", not an object with named fields',
        'write an object with symbol, side, volume and when',
      ],
    ],
  ],
  [
    undefined,
    [
      [
        undefined,
        'the plan is undefined, not an object with named fields',
        'write an object with symbol, side, volume and when',
      ],
    ],
  ],
  [
    5,
    [
      [
        undefined,
        'the plan is 5, not an object with named fields',
        'write an object with symbol, side, volume and when',
      ],
    ],
  ],
];

describe('parsePlan', () => {
  it('accepts the plan that the table spoils', () => {
    expect(parsePlan(GOOD, DEFAULTS).ok).toBe(true);
    expect(parsePlan({...GOOD, entry: GATE, stopLoss: 1298, takeProfit: 1310}, DEFAULTS).ok).toBe(true);
    expect(parsePlan({...GOOD, entry: {type: 'limit'}, levels: [{price: 1300}]}, DEFAULTS).ok).toBe(true);
  });

  it.each(TABLE.map(([written, problems]) => ({written, problems, says: problems[0]?.[1]})))(
    'says: $says',
    ({written, problems}) => {
      const parsed = parsePlan(written, DEFAULTS);
      expect(
        parsed.ok ? [] : parsed.problems.map(({field, message, hint}) => [field, message, hint]),
      ).toEqual(problems);
    },
  );

  it('says everything that is wrong at once, also between fields that are right by themselves', () => {
    const parsed = parsePlan(
      {
        ...GOOD,
        entry: GATE,
        stopLoss: 1302,
        volume: 0,
        sl: 1,
        expiresIn: '24h',
        expiresAt: '2026-11-22T18:00:00Z',
      },
      DEFAULTS,
    );
    expect(parsed.ok ? [] : parsed.problems.map(({field}) => field)).toEqual([
      'volume',
      'sl',
      'expiresIn',
      'stopLoss',
    ]);
  });

  it('says nothing of prices whose meaning rests on levels that cannot be read', () => {
    const parsed = parsePlan(
      {...GOOD, entry: {type: 'limit'}, stopLoss: 1310, takeProfit: 1300, levels: [{price: -1}]},
      DEFAULTS,
    );
    expect(parsed.ok ? [] : parsed.problems.map(({field}) => field)).toEqual(['levels[0].price']);
  });

  it('answers a plan of 40,000 unknown keys with as many problems', () => {
    const keys = Object.fromEntries(Array.from({length: 20_000}, (_, index) => [`k${index}`, 1]));
    const parsed = parsePlan({...GOOD, ...keys, when: {price: keys}}, DEFAULTS);
    expect(parsed.ok ? 0 : parsed.problems.length).toBe(40_000);
  });
});
