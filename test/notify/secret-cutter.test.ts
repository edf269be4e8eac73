import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {CUT, SecretCutter} from '../../src/notify/secret-cutter.ts';

const URL_TEXT =
  'https://user:pass-word-1@hooks.example.org:8443/services/T0001/B0002/xYz-12345?thread_id=99887766&k=v';

describe('what is cut out of a text', () => {
  const cutter = new SecretCutter([URL_TEXT, 'a secret "quoted"']);

  it.each([
    [`POST ${URL_TEXT} failed`, `POST ${CUT} failed`],
    ['Cannot POST /services/T0001/B0002/xYz-12345?thread_id=99887766&k=v', `Cannot POST ${CUT}`],
    ['Cannot POST /services/T0001/B0002/xYz-12345', `Cannot POST ${CUT}`],
    ['token xYz-12345 is not known', `token ${CUT} is not known`],
    [`see ${encodeURIComponent(URL_TEXT)}`, `see ${CUT}`],
    [JSON.stringify({secret: 'a secret "quoted"'}), `{"secret":"${CUT}"}`],
    ['with pass-word-1 given', `with ${CUT} given`],
    // Without its host nobody could mend it, and words are no secrets.
    ['getaddrinfo ENOTFOUND hooks.example.org', 'getaddrinfo ENOTFOUND hooks.example.org'],
    ['the services are down', `the ${CUT} are down`],
    ['T0001', 'T0001'],
  ])('%s', (text, left) => {
    expect(cutter.cut(text)).toBe(left);
  });

  it('leaves no secret in any text around it', () => {
    fc.assert(
      fc.property(
        fc.string({minLength: 16, unit: 'grapheme'}),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          fc.pre(!CUT.includes(secret));
          const cut = new SecretCutter([secret]).cut(before + secret + after);
          expect(cut.includes(secret)).toBe(false);
        },
      ),
    );
  });
});
