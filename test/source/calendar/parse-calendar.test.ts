import {describe, expect, it} from 'vitest';
import {parseCalendar} from '../../../src/source/calendar/parse-calendar.ts';

const PAYROLLS = {
  timeMs: Date.UTC(2026, 0, 9, 13, 30),
  currencies: ['USD'],
  impact: 'ultra',
  title: 'Nonfarm Payrolls',
};

const eventsOf = (text: string) => {
  const parsed = parseCalendar(text, 'news');
  if (!parsed.ok) throw new Error(parsed.problems.map(({message}) => message).join('\n'));
  return parsed.events;
};

const problemsOf = (text: string) => {
  const parsed = parseCalendar(text, 'news');
  return parsed.ok ? [] : parsed.problems.map(({field, message, hint}) => ({field, message, hint}));
};

const HEADER = 'time,currency,impact,title\n';

describe('parseCalendar', () => {
  it.each([
    [
      'JSON Lines',
      '{"time":"2026-01-09T13:30:00Z","currency":"USD","impact":"ultra","title":"Nonfarm Payrolls"}',
    ],
    [
      'fields that it does not know',
      '{"title":"Nonfarm Payrolls","impact":"Ultra","country":"US","time":"2026-01-09T08:30-05:00","forecast":66,"actual":null}',
    ],
    ['CSV', `${HEADER}2026-01-09T13:30:00Z,USD,ultra,Nonfarm Payrolls`],
    [
      'CSV with quotes, other columns, a mark at its begin and lines as Windows ends them',
      '\uFEFFActual,Title,Country,Impact,Time\r\n,"Nonfarm Payrolls",usd,ULTRA,"2026-01-09 14:30:00.000+01:00"\r\n\r\n',
    ],
  ])('reads %s', (_name, text) => {
    expect(eventsOf(text)).toEqual([PAYROLLS]);
  });

  it('reads commas and quotes inside quotes, and shows no control characters', () => {
    const text = `${HEADER}2026-01-09T13:30Z,USD,high,"a ""b"", \u001b[31mc"`;
    expect(eventsOf(text)[0]?.title).toBe('a "b", ?[31mc');
  });

  it('puts the events in order of time', () => {
    const text = `${HEADER}2026-01-09T13:30Z,USD,high,second\n2026-01-09T14:00+01:00,USD,high,first`;
    expect(eventsOf(text).map(({title}) => title)).toEqual(['first', 'second']);
  });

  it.each([
    [{currency: 'eur'}, ['EUR']],
    [{currency: 'XBT'}, ['BTC']],
    [{currency: 'All'}, 'all'],
    [{country: 'GB'}, ['GBP']],
    [{country: 'de'}, ['EUR']],
    [{country: 'EMU'}, ['EUR']],
    [{country: 'JPY'}, ['JPY']],
    [{country: 'ALL'}, 'all'],
    [{country: 'US', currency: 'USD'}, ['USD']],
    [{country: 'US', currency: 'EUR'}, ['EUR', 'USD']],
  ])('takes %j to move %j', (written, currencies) => {
    const line = {time: '2026-01-09T13:30Z', impact: 'low', title: 'x', ...written};
    expect(eventsOf(JSON.stringify(line))[0]?.currencies).toEqual(currencies);
  });

  const row = (overrides: Readonly<Record<string, unknown>>) =>
    `\n${JSON.stringify({time: '2026-01-09T13:30Z', currency: 'USD', impact: 'high', title: 'x', ...overrides})}`;
  const good = row({}).trim();

  it.each([
    [
      row({time: '2026-01-09T13:30:00'}),
      'news:2 time',
      'news:2 time is "2026-01-09T13:30:00", which has no offset from UTC',
      'add it: Z, or such as -05:00 for New York in winter',
    ],
    [
      row({time: '2026-01-09 13:30'}),
      'news:2 time',
      'news:2 time is "2026-01-09 13:30", which has no offset from UTC',
      'add it: Z, or such as -05:00 for New York in winter',
    ],
    [
      row({time: undefined}),
      'news:2 time',
      'news:2 time is missing',
      'write an ISO-8601 time with its offset, such as 2026-01-09T13:30:00Z',
    ],
    [
      row({time: 1767965400}),
      'news:2 time',
      'news:2 time is 1767965400, which is not text',
      'write it in quotes',
    ],
    [
      row({currency: 'DOLLAR'}),
      'news:2 currency',
      'news:2 currency is "DOLLAR", which is no currency',
      'give a currency such as USD, or ALL for what moves everything',
    ],
    [
      row({currency: ''}),
      'news:2 currency',
      'news:2 currency is missing',
      'give a currency such as USD, or ALL for what moves everything',
    ],
    [
      row({currency: undefined, country: 'Atlantis'}),
      'news:2 country',
      'news:2 country is "Atlantis", which is no country with a known currency',
      'give two letters such as US, or its currency',
    ],
    [
      row({impact: 'red'}),
      'news:2 impact',
      'news:2 impact is "red", which is none',
      'give one of low, medium, high, ultra, crypto',
    ],
    [
      row({impact: null}),
      'news:2 impact',
      'news:2 impact is missing',
      'give one of low, medium, high, ultra, crypto',
    ],
    [row({title: '  '}), 'news:2 title', 'news:2 title is missing', 'name the event'],
    ['\n[1]', 'news:2', 'news:2 is [1], not an object', 'write one object a line'],
    ['\n{"time":', 'news:2', expect.stringMatching(/^news:2 is not JSON: /), 'write one object a line'],
  ])('refuses the line %j', (line, field, message, hint) => {
    expect(problemsOf(good + line)).toEqual([{field, message, hint}]);
  });

  it.each(['01-09-2026 1:30pm', '2026-02-30T12:00Z', '2026-01-09T25:00Z', '2026-01-09', '2026-02-30T12:00'])(
    'refuses the time %s',
    (time) => {
      expect(problemsOf(good + row({time}))).toEqual([
        {
          field: 'news:2 time',
          message: `news:2 time is "${time}", which is not an ISO-8601 time`,
          hint: 'write an ISO-8601 time with its offset, such as 2026-01-09T13:30:00Z',
        },
      ]);
    },
  );

  it.each([
    ['', 'news', 'news has no events', 'a calendar that is empty says nothing'],
    [HEADER, 'news', 'news has no events', 'a calendar that is empty says nothing'],
    ['[\n{}]', 'news:1', 'news:1 begins a list', 'write one object a line: JSON Lines'],
    [
      'date,currency,title',
      'news:1',
      'news:1 is "date,currency,title", and names no column time, impact',
      'name the columns in the first line, such as time,currency,impact,title',
    ],
    [
      'time,impact,title',
      'news:1',
      'news:1 is "time,impact,title", and names no column currency',
      'name the columns in the first line, such as time,currency,impact,title',
    ],
    [
      'time,currency,impact,title,Time',
      'news:1',
      'news:1 is "time,currency,impact,title,Time", and names two columns time',
      'name the columns in the first line, such as time,currency,impact,title',
    ],
    [
      `${HEADER}\n2026-01-09T13:30Z,USD,high,one, two`,
      'news:3',
      'news:3 has 5 cells, and the first line names 4',
      'give each column one cell; put text with commas in quotes',
    ],
    [
      `${HEADER}2026-01-09T13:30Z,USD,high,"x`,
      'news:2',
      'news:2 is "2026-01-09T13:30Z,USD,high,\\"x", in which a quote does not enclose a cell',
      'put the whole cell in quotes; inside them write a quote twice',
    ],
    [
      `${HEADER}2026-01-09T13:30,USD,high,x`,
      'news:2 time',
      'news:2 time is "2026-01-09T13:30", which has no offset from UTC',
      'add it: Z, or such as -05:00 for New York in winter',
    ],
  ])('refuses the file %j', (text, field, message, hint) => {
    expect(problemsOf(text)).toEqual([{field, message, hint}]);
  });

  it('tells of all that is wrong with a line, and of the first twenty things wrong with a file', () => {
    expect(
      problemsOf(good + row({time: 'x', currency: 'x', impact: 'x', title: ''})).map(({field}) => field),
    ).toEqual(['news:2 time', 'news:2 currency', 'news:2 impact', 'news:2 title']);
    expect(problemsOf(good + row({impact: 'x'}).repeat(1000))).toHaveLength(20);
    expect(problemsOf(`${good}${'\nx'.repeat(1000)}`)).toHaveLength(20);
  });
});
