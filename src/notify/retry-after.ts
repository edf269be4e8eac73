/** No endpoint is left alone for longer, whatever it asks for: 5 minutes. */
export const ASKED_PAUSE_MAX_MS = 300_000;

/** What a `retry-after` header asks for, seconds or a date, in ms from now; undefined when it says neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // A date always has letters: a number that is none of seconds must not become a year.
  const atMs = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

/** A number of seconds at a place in a body of JSON, in ms; undefined where there is none. */
export function secondsIn(body: string, ...path: readonly string[]): number | undefined {
  let found: unknown;
  try {
    found = JSON.parse(body);
  } catch {
    // A proxy in between answers in HTML.
    return undefined;
  }
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return typeof found === 'number' && found >= 0 ? found * 1000 : undefined;
}
