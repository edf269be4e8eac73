import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {redacted, redactedJson} from '../src/redact.ts';
import {anySecret, ordinaryText} from './secrets.ts';

const KEY_43 = 'q7Zt0-_kPq7Zt0-_kPq7Zt0-_kPq7Zt0-_kPq7Zt0-_';
const KEY_35 = KEY_43.slice(0, 35);
const HEX_64 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const ROOT = join(import.meta.dirname, '..');
const DOCUMENTS = [
  ...['README.md', 'ERRORS.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'soak/README.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('redacted', () => {
  it.each([
    [`token vigil_1a2b3c4d_${KEY_43} is unknown`, 'token vigil_1a2b3c4d_[redacted] is unknown'],
    [
      `POST https://discord.com/api/webhooks/123456789012345678/${KEY_43}?wait=true: 404`,
      'POST https://discord.com/api/webhooks/123456789012345678/[redacted]?wait=true: 404',
    ],
    [
      `https://ptb.discordapp.com/api/v10/webhooks/1/${KEY_43}`,
      'https://ptb.discordapp.com/api/v10/webhooks/1/[redacted]',
    ],
    [
      `https://api.telegram.org/bot1234567890:${KEY_35}/sendMessage`,
      'https://api.telegram.org/bot1234567890:[redacted]/sendMessage',
    ],
    [`bot 1234567890:${KEY_35} was blocked`, 'bot 1234567890:[redacted] was blocked'],
    [`bot1234567890%3A${KEY_35}`, 'bot1234567890%3A[redacted]'],
    ['connect to smtp://alerts:p%40ss!@example.org:25', 'connect to smtp://alerts:[redacted]@example.org:25'],
    ['redis://:hunter22@127.0.0.1', 'redis://:[redacted]@127.0.0.1'],
    ['Authorization: Basic dTpwYXNz, got 401', 'Authorization: [redacted], got 401'],
    ['authorization: Digest username="u", response="0a1b"', 'authorization: [redacted]'],
    ['{"authorization":"Basic dTpwYXNz","a":1}', '{"authorization":"[redacted]","a":1}'],
    ['with bearer abcdefghijklmnopqrstuvwxyz==', 'with bearer [redacted]'],
    ['secret=open-sesame&user=me', 'secret=[redacted]&user=me'],
    [
      String.raw`{"body":"{\"hmacSecret\":\"open\",\"a\":1}"}`,
      String.raw`{"body":"{\"hmacSecret\":\"[redacted]\",\"a\":1}"}`,
    ],
    [`the key ${HEX_64} is wrong`, 'the key [redacted] is wrong'],
  ])('takes the secret out of %s', (text, without) => {
    expect(redacted(text)).toBe(without);
  });

  it('lets no secret out, wherever in a text it stands, and takes out as much the second time as the first', () => {
    fc.assert(
      fc.property(ordinaryText, anySecret, ordinaryText, (before, {text, secret}, after) => {
        const out = redacted(`${before} ${text} ${after}`);
        expect(out).not.toContain(secret);
        expect(redacted(out)).toBe(out);
      }),
      {numRuns: 2000},
    );
  });

  it('leaves what is no secret', () => {
    fc.assert(
      fc.property(ordinaryText, (text) => redacted(text) === text),
      {numRuns: 1000},
    );
  });

  it.each(DOCUMENTS)('leaves all of %s', (name) => {
    // Lines that show where a token goes are what is looked for.
    const lines = readFileSync(join(ROOT, name), 'utf8').split('\n');
    const text = lines.filter((line) => !/Authorization|^TOKEN=/.test(line)).join('\n');
    expect(redacted(text)).toBe(text);
  });

  it.each(['a', '1', 'a.', 'a-', '\\', '"', '"\\', 'a_', 'https://', 'token', '"token'])(
    'takes no longer than its text is long: %s',
    (unit) => {
      const startMs = performance.now();
      redacted(unit.repeat(50_000));
      // A pattern that goes back over the text for every character takes minutes.
      expect(performance.now() - startMs).toBeLessThan(2000);
    },
  );
});

describe('redactedJson', () => {
  it('takes whole values of fields whose name says that they are secret, however deep', () => {
    const value = {
      planId: 'gold-dip',
      headers: [{Authorization: 'Basic dTpwYXNz', accept: '*/*'}],
      gatewaySecret: 'correct horse battery staple',
      webhook_url: 'https://example.org/T1/B2/x',
      secretFile: 'terminal.book.secret',
      hasSecret: true,
      token: null,
      hmacKey: {id: 7},
      attempts: 3,
    };
    expect(redactedJson(value)).toEqual({
      ...value,
      headers: [{Authorization: '[redacted]', accept: '*/*'}],
      gatewaySecret: '[redacted]',
      webhook_url: '[redacted]',
      hmacKey: '[redacted]',
    });
  });

  it('lets no secret out, as a value or as a name, and leaves everything else', () => {
    const leaf = fc.oneof(ordinaryText, fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-d]{1,6}$/), fc.oneof(leaf, fc.array(leaf)), {minKeys: 1}),
        anySecret,
        (plain, {text, secret}) => {
          expect(redactedJson(plain)).toEqual(plain);
          const out = JSON.stringify(redactedJson({...plain, inner: [{reason: text}], [text]: 1}));
          expect(out).not.toContain(secret);
        },
      ),
    );
  });
});
