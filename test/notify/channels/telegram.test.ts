import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {telegramChannel} from '../../../src/notify/channels/telegram.ts';
import type {OutboxEvent} from '../../../src/ports/outbox.ts';

const TOKEN = '123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11';
const channel = telegramChannel({
  kind: 'telegram',
  name: 'phone',
  token: TOKEN,
  chat: -100123,
  apiUrl: 'https://api.telegram.org',
});
const NOW_MS = Date.UTC(2026, 0, 5, 12);

function request(changes: Partial<OutboxEvent>) {
  return channel.request(
    {
      ...{id: 1, atMs: NOW_MS, kind: 'plan.cancelled', planId: 'gold-dip', symbol: 'XAUUSD', sequence: 1},
      ...{level: 1, from: null, to: null, details: {}},
      ...changes,
    },
    NOW_MS,
  );
}

function textOf(changes: Partial<OutboxEvent>): string {
  const {text} = JSON.parse(request(changes).body) as {text: string};
  return text;
}

/** The texts as another implementation reads HTML: without its marks. */
function readByPython(texts: readonly string[]): readonly string[] {
  const program = `
import html.parser, json, sys
class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text = ''
    def handle_data(self, data):
        self.text += data
    def handle_starttag(self, tag, attributes):
        if tag not in ('b', 'i') or attributes: raise SystemExit('a tag of the text: ' + tag)
def read(text):
    reader = Reader(); reader.feed(text); reader.close()
    return reader.text
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
`;
  const read = execFileSync('python3', ['-c', program], {input: JSON.stringify(texts), encoding: 'utf8'});
  return JSON.parse(read) as string[];
}

describe('a Telegram message', () => {
  it('goes to its chat, and has title, lines and time', () => {
    const {url, body} = request({details: {reason: 'a < b & c > d'}});
    expect(url).toBe(`https://api.telegram.org/bot${TOKEN}/sendMessage`);
    expect(JSON.parse(body)).toEqual({
      chat_id: -100123,
      text: '<b>gold-dip XAUUSD: cancelled</b>\na &lt; b &amp; c &gt; d\n<i>2026-01-05 12:00:00 UTC</i>',
      parse_mode: 'HTML',
      link_preview_options: {is_disabled: true},
    });
  });

  it('shows any text as it is, and is never too long', () => {
    const reasons = fc.sample(
      fc.oneof(
        fc.string({unit: 'binary', maxLength: 900}),
        fc.string({
          unit: fc.constantFrom('<', '>', '&', '&lt;', '</b>', '<b>', '<!--', '"', '😀', 'x', '&#60;', ' '),
          maxLength: 200,
        }),
      ),
      {numRuns: 400, seed: 1},
    );
    const read = readByPython(reasons.map((reason) => textOf({details: {reason}})));
    for (const [index, reason] of reasons.entries()) {
      const middle = reason === '' ? '' : `${reason.toWellFormed()}\n`;
      expect(read[index]).toBe(`gold-dip XAUUSD: cancelled\n${middle}2026-01-05 12:00:00 UTC`);
    }
  });

  it('keeps to the 4,096 characters that Telegram takes, the marks not counted', () => {
    // All that can be long at once: of an unknown kind everything is told.
    const details = Object.fromEntries(
      Array.from({length: 20}, (_, index) => [`field${index}`, '<&'.repeat(600)]),
    );
    const [read = ''] = readByPython([textOf({kind: 'plan.new', planId: 'x'.repeat(3000), details})]);
    expect(read.length).toBeLessThanOrEqual(4096);
    expect(read.length).toBeGreaterThan(4000);
    expect(read.endsWith('…\n2026-01-05 12:00:00 UTC')).toBe(true);
  });

  it('waits for as long as Telegram asks', () => {
    const body =
      '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 31","parameters":{"retry_after":31}}';
    expect(channel.askedPauseMs({status: 429, headers: {}, body}, NOW_MS)).toBe(31_000);
  });

  it('keeps its token to itself', () => {
    expect(channel.redacted(`POST https://api.telegram.org/bot${TOKEN}/sendMessage: ${TOKEN}`)).not.toContain(
      'ABC-DEF',
    );
  });
});
