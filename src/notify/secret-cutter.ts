/** Shorter parts of a path are words such as `hooks`, and cutting them would cut them out of every message. */
const PART_CHARACTERS_MIN = 8;

/** What stands where something was cut out. */
export const CUT = '[redacted]';

/**
 * Cuts secrets out of texts: each as it is, encoded for a URL and as JSON writes it. Of a URL among them also its
 * path with the query, its password, and each long part of path and query; its host stays, for without it nobody
 * could mend what is wrong.
 */
export class SecretCutter {
  /** Longest first, so that no part is cut out of a whole. */
  readonly #secrets: readonly string[];

  constructor(secrets: readonly string[]) {
    const parts = secrets.flatMap((secret) => [secret, ...partsOf(secret)]);
    const forms = parts.flatMap((part) => [part, ...encodings(part)]);
    this.#secrets = [...new Set(forms)].filter((form) => form !== '').sort((a, b) => b.length - a.length);
  }

  cut(text: string): string {
    return this.#secrets.reduce((left, secret) => left.replaceAll(secret, CUT), text);
  }
}

function partsOf(secret: string): readonly string[] {
  if (!URL.canParse(secret)) return [];
  const {href, username, password, pathname, search} = new URL(secret);
  const whole = pathname + search;
  return [
    href,
    ...(whole.length >= PART_CHARACTERS_MIN ? [whole] : []),
    ...[username, password, pathname, ...whole.split(/[/?&=]/)].filter(
      (part) => part.length >= PART_CHARACTERS_MIN,
    ),
  ];
}

function encodings(part: string): readonly string[] {
  return [encodeURIComponent(part), encodeURI(part), decoded(part), JSON.stringify(part).slice(1, -1)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A per cent sign that begins nothing.
    return part;
  }
}
