import fc from 'fast-check';

const text = (alphabet: string, length: number | Readonly<{minLength: number; maxLength: number}>) =>
  fc.string({
    unit: fc.constantFrom(...alphabet.split('')),
    ...(typeof length === 'number' ? {minLength: length, maxLength: length} : length),
  });

const HEX = '0123456789abcdef';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const DIGITS = '123456789';

/** A text with a secret in it, and the part that must not come out. */
export type Planted = Readonly<{text: string; secret: string}>;

const planted = (parts: fc.Arbitrary<readonly [before: string, secret: string, after: string]>) =>
  parts
    .map(([before, secret, after]): Planted => ({text: before + secret + after, secret}))
    // A word may stand in what is around it too, such as in a stack: fast-check draws names of methods on purpose.
    .filter(({secret}) => /[^A-Za-z_]/.test(secret));

/** Secrets in the forms in which they are written. */
export const anySecret: fc.Arbitrary<Planted> = fc.oneof(
  // Our own bearer tokens, as they are and in a header.
  planted(
    fc.tuple(
      fc
        .tuple(fc.constantFrom('', 'Bearer ', 'Authorization: Bearer '), text(HEX, 8))
        .map(([lead, id]) => `${lead}vigil_${id}_`),
      text(BASE64URL, 43),
      fc.constant(''),
    ),
  ),
  // Webhooks of Discord.
  planted(
    fc.tuple(
      fc
        .tuple(
          fc.constantFrom('discord.com', 'discordapp.com', 'canary.discord.com', 'ptb.discord.com'),
          fc.constantFrom('', 'v10/'),
          text(DIGITS, 18),
        )
        .map(([host, version, id]) => `https://${host}/api/${version}webhooks/${id}/`),
      text(BASE64URL, 68),
      fc.constantFrom('', '?wait=true', '/messages/7'),
    ),
  ),
  // Bots of Telegram, in an address and alone.
  planted(
    fc.tuple(
      fc
        .tuple(
          fc.constantFrom('', 'https://api.telegram.org/bot'),
          text(DIGITS, {minLength: 8, maxLength: 10}),
        )
        .map(([address, id]) => `${address}${id}:`),
      text(BASE64URL, 35),
      fc.constantFrom('', '/sendMessage'),
    ),
  ),
  // Passwords in addresses.
  planted(
    fc.tuple(
      fc.constantFrom('https://vigil:', 'smtp://alerts%40example.org:', 'postgres://:'),
      text(`${BASE64URL}%!$*+`, {minLength: 8, maxLength: 40}),
      fc.constantFrom('@example.org/path', '@127.0.0.1:5432'),
    ),
  ),
  // Other headers; Basic is base64.
  planted(
    fc.tuple(
      fc.constantFrom(
        'Authorization: Basic ',
        'authorization=',
        '"authorization":"Basic ',
        'Authorization: Bearer ',
      ),
      text(`${BASE64URL}+/`, {minLength: 12, maxLength: 60}),
      fc.constantFrom('', '"'),
    ),
  ),
  // Secrets of HMAC and of gateways, with a name in front or as we make them.
  planted(
    fc
      .tuple(
        fc.constantFrom(
          ...(['secret=|', 'hmac_key=|', 'gatewaySecret=|', 'https://example.org/?token=|&a=b'] as const),
          ...([
            '{"secret":"|"}',
            "{'hmacSecret': '|'}",
            String.raw`{"body":"{\"api_key\": \"|\"}"}`,
          ] as const),
        ),
        text(`${BASE64URL}+/`, {minLength: 16, maxLength: 60}),
      )
      .map(([frame, secret]) => {
        const [before = '', after = ''] = frame.split('|');
        return [before, secret, after] as const;
      }),
  ),
  planted(fc.tuple(fc.constantFrom('', 'the secret ', 'key:'), text(HEX, 64), fc.constant(''))),
);

/** Words, figures and names as messages have them, and no secret. */
export const ordinaryText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'the',
          'secret',
          'token',
          'password',
          'Authorization',

          'of',
          'plan',
          'refused:',
          'cannot be read',
        ],
        ...['--gateway-secret', 'gateway.secretFile:', 'FILE', 'order', '"gold-dip"', '(NO_MONEY)', 'lease,'],
        ...[
          'https://example.org:8080/a?b=c',
          'terminal.book.secret',
          '127.0.0.1:5151',
          'vigil_20260105_backup.db',
        ],
        ...[
          '2026-01-05T12:00:00.000Z',
          '1301.5',
          '−3.5',
          '0tg84kq2v5x1zb7d',
          'someone@example.org',
          'C:\\vigil',
        ],
      ),
      fc.double({noNaN: true}).map(String),
      fc.uuid(),
    ),
    {minLength: 1, maxLength: 20},
  )
  .map((words) => words.join(' '));
