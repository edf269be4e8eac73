import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {discordChannel} from '../../../src/notify/channels/discord.ts';
import type {OutboxEvent} from '../../../src/ports/outbox.ts';

const URL_TEXT =
  'https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz?thread_id=42';
const channel = discordChannel({kind: 'discord', name: 'phone', url: URL_TEXT});
const NOW_MS = Date.UTC(2026, 0, 5, 12);

type Message = Readonly<{
  content: string;
  embeds: readonly Readonly<
    Record<string, unknown> & {description?: string; color: number; timestamp: string}
  >[];
  allowed_mentions: unknown;
}>;

function message(changes: Partial<OutboxEvent>): Message {
  const event: OutboxEvent = {
    ...{
      id: 1,
      atMs: NOW_MS,
      kind: 'plan.parked',
      planId: 'gold-dip',
      symbol: 'XAUUSD',
      sequence: 1,
      level: 1,
    },
    ...{from: null, to: null, details: {}},
    ...changes,
  };
  return JSON.parse(channel.request(event, NOW_MS).body) as Message;
}

/** The text as Discord shows it: a backslash before anything that is no letter, digit or space is not shown. */
const shown = (markdown: string) => markdown.replaceAll(/\\([^0-9A-Za-z\s])/g, '$1');

describe('a Discord message', () => {
  it('has title, lines, colour and time, goes into its thread, and waits until it is kept', () => {
    const {content, embeds, allowed_mentions} = message({details: {reason: 'no answer'}});
    expect(shown(content)).toMatch(/^\*\*gold-dip XAUUSD: nobody can say .*\*\*$/);
    expect(embeds).toMatchObject([
      {color: 0xcf222e, timestamp: '2026-01-05T12:00:00.000Z', footer: {text: 'Vigil · event 1'}},
    ]);
    expect(shown(embeds[0]?.description ?? '')).toMatch(/^no answer\nlook at the broker/);
    expect(allowed_mentions).toEqual({parse: []});
    const {url} = channel.request(
      {
        id: 1,
        atMs: 0,
        kind: 'link.up',
        planId: null,
        symbol: null,
        sequence: null,
        level: null,
        from: null,
        to: null,
        details: {},
      },
      0,
    );
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({thread_id: '42', wait: 'true'});
  });

  it('keeps to the lengths that Discord takes, shows any text as it is, and pings nobody', () => {
    const text = fc.oneof(
      fc.string({unit: 'binary', maxLength: 8000}),
      fc.string({
        unit: fc.constantFrom('*', '_', '`', '@', 'everyone', '<', '>', '\\', '[', '](x)', '# ', '😀', '\n'),
        maxLength: 3000,
      }),
    );
    fc.assert(
      fc.property(text, fc.stringMatching(/^[\w-]{1,64}$/), (reason, planId) => {
        const {content, embeds} = message({planId, details: {reason}});
        const [embed] = embeds;
        const description = embed?.description ?? '';
        expect(content.length).toBeLessThanOrEqual(2000);
        expect(description.length).toBeLessThanOrEqual(4096);
        expect(content.isWellFormed() && description.isWellFormed()).toBe(true);
        // No bare mark is left: whatever could be one has a backslash of its own before it.
        expect(description.replaceAll(/\\[^0-9A-Za-z\s]/g, '')).not.toMatch(/[*_`@<>[\]|~]/);
        const first = reason.length > 1000 ? `${reason.slice(0, 1000).toWellFormed()}…` : reason;
        const wanted = first.toWellFormed();
        if (wanted !== '') expect(shown(description).slice(0, wanted.length)).toBe(wanted);
      }),
      {numRuns: 300},
    );
  });

  it.each([
    [
      429,
      {'retry-after': '9'},
      '{"message": "You are being rate limited.", "retry_after": 1.337, "global": false}',
      1337,
    ],
    [429, {'retry-after': '9'}, '<html>', 9000],
    [200, {'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '2.5'}, '', 2500],
    [200, {'x-ratelimit-remaining': '3', 'x-ratelimit-reset-after': '2.5'}, '', undefined],
    [503, {'retry-after': '4'}, '', 4000],
    [500, {}, '{"retry_after": 5}', undefined],
  ])('after %i with %j and %s it waits %s ms', (code, headers, body, ms) => {
    expect(channel.askedPauseMs({status: code, headers, body}, NOW_MS)).toBe(ms);
  });

  it('keeps its URL to itself', () => {
    expect(channel.redacted(`404 at ${URL_TEXT}`)).not.toMatch(/abcdefgh|12345678/);
  });
});
