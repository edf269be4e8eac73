import type {OutboxEvent} from '../../ports/outbox.ts';
import type {ApiHost, Caller} from './api-host.ts';

export type StreamTerms = Readonly<{
  /** Undefined: from now on. */
  after: number | undefined;
  /** Kinds, or all of a family with `*`; undefined: every kind. */
  kinds: readonly string[] | undefined;
  planId: string | undefined;
  caller: Caller | null;
}>;

/** How long a browser waits before it comes back. */
const RETRY_MS = 2000;

/**
 * The text of a stream of server-sent events. It holds one page of events at a time, and asks for the next when
 * the caller has taken it.
 */
export async function eventStream(
  host: ApiHost,
  {after, kinds, planId, caller}: StreamTerms,
  signal: AbortSignal,
): Promise<AsyncIterable<string>> {
  const {firstId, lastId} = await host.eventRange();
  let passed = Math.min(after ?? lastId, lastId);
  const isWanted = wantedOf(kinds, planId);
  // Here, and not when the first page is asked for: a refusal has to come instead of a stream.
  const kept = firstId ?? lastId + 1;
  const pages = host.events(passed, signal);
  return (async function* () {
    // Its place at once: whoever is cut off before the first event comes back to here.
    yield `id: ${passed}\nretry: ${RETRY_MS}\n\n`;
    if (passed + 1 < kept) {
      yield gapText(passed, kept);
      passed = kept - 1;
    }
    for await (const events of pages) {
      if (caller !== null && !(await host.isGood(caller.tokenId))) return;
      const [first] = events;
      // What a slow reader had yet to come to may have been pruned meanwhile.
      if (first !== undefined && first.id > passed + 1) {
        yield gapText(passed, first.id);
      }
      passed = events.at(-1)?.id ?? passed;
      // Without an event that is wanted it still moves the caller's place on, and shows that the line is alive.
      const place = events.length === 0 ? ':\n\n' : `id: ${passed}\n\n`;
      const wanted = events.filter(isWanted);
      yield wanted.length > 0 ? wanted.map(textOf).join('') : place;
    }
  })();
}

/** Says that what came between is not kept any more. */
function gapText(after: number, firstKept: number): string {
  return `event: gap\ndata: ${JSON.stringify({after, firstKept})}\n\n`;
}

function wantedOf(kinds: readonly string[] | undefined, planId: string | undefined) {
  const exact = new Set(kinds?.filter((kind) => !kind.endsWith('.*')));
  const families = (kinds ?? []).filter((kind) => kind.endsWith('.*')).map((kind) => kind.slice(0, -1));
  return (event: OutboxEvent): boolean => {
    if (planId !== undefined && event.planId !== planId) return false;
    if (kinds === undefined || exact.has(event.kind)) return true;
    return families.some((family) => event.kind.startsWith(family));
  };
}

/** Its data as one line: JSON has no line breaks of its own. */
function textOf({id, atMs, ...event}: OutboxEvent): string {
  const data = JSON.stringify({id, at: new Date(atMs).toISOString(), ...event});
  return `id: ${id}\nevent: ${event.kind}\ndata: ${data}\n\n`;
}
