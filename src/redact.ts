/** Stands where a secret was. */
export const REDACTED = '[redacted]';

/** A secret that can be told by how it is written: what stands before it stays. */
type Form = readonly [pattern: RegExp, replacement: string];

/** What a field of this name holds is a secret, whatever it looks like; a name may have more in front of it. */
const SECRET_NAME =
  'authorization|cookie|password|passwd|passphrase|secret|(?:hmac|api|private)[-_]?key|token|signature|webhook(?:[-_]?url)?';

const FORMS: readonly Form[] = [
  // Our own bearer tokens. The eight digits name the token and are no secret.
  [/(vigil_[0-9a-f]{8}_)[\w-]{32,}/g, `$1${REDACTED}`],
  // Discord: who knows the address may write there.
  [/(discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d+\/)[\w-]+/gi, `$1${REDACTED}`],
  // Telegram, in an address or alone.
  [/((?<!\d)\d{6,}(?::|%3A))[\w-]{35,}/gi, `$1${REDACTED}`],
  // A password in an address; the user stays.
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#:@"']*:)[^\s/?#"']+(?=@)/gi, `$1${REDACTED}`],
  // A header, or a field, of that name.
  [
    /(\bauthorization\\{0,8}["']?\s{0,8}[:=]\s{0,8}\\{0,8}["']?)(?:\[redacted\]|(?:bearer|basic|token|bot)\s+[^\s"'\\,;]+|digest\s[^\r\n]+|[^"'\\\r\n]+)/gi,
    `$1${REDACTED}`,
  ],
  [/(\bbearer\s+)[\w.~+/-]{20,}=*/gi, `$1${REDACTED}`],
  // `name=value` of a query, a form or a setting; no flag of a command, whose values are files.
  [new RegExp(String.raw`((?<![\w-])(?=\w)[\w-]*?(?:${SECRET_NAME})=)[^\s&"',;]+`, 'gi'), `$1${REDACTED}`],
  // A field of JSON that stands in a text, also of JSON in JSON.
  [
    new RegExp(
      String.raw`(\\{0,8}["'][\w-]*?(?:${SECRET_NAME})\\{0,8}["']\s{0,8}:\s{0,8}(\\{0,8}["']))(?:(?!\2)[\s\S])*(?=\2)`,
      'gi',
    ),
    `$1${REDACTED}`,
  ],
  // A secret as we make it for a terminal: 32 bytes. A digest of SHA-256 looks the same, and goes too.
  [/[0-9a-f]{64,}/gi, REDACTED],
];

const ENDS_IN_SECRET_NAME = new RegExp(`(?:${SECRET_NAME})$`, 'i');

/**
 * A text without the secrets that can be told by their form or by the name in front of them: tokens, the secret part
 * of webhooks and bots, passwords in addresses, `Authorization`, `secret=…`. Everything else stays as it was.
 *
 * A secret that looks like a word cannot be told from one: do not put it into a message.
 */
export function redacted(text: string): string {
  return FORMS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

/** A value of JSON in which no text, no name and no field of a secret's name has a secret any more. */
export function redactedJson<Value>(value: Value): Value {
  return redactedValue(value) as Value;
}

function redactedValue(value: unknown): unknown {
  if (typeof value === 'string') return redacted(value);
  if (Array.isArray(value)) return value.map(redactedValue);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      redacted(name),
      isSecret(name, inner) ? REDACTED : redactedValue(inner),
    ]),
  );
}

/** Whether there is one says nothing of it: `hasSecret: true` stays. */
function isSecret(name: string, value: unknown): boolean {
  return (
    ENDS_IN_SECRET_NAME.test(name) && value !== null && value !== undefined && typeof value !== 'boolean'
  );
}
