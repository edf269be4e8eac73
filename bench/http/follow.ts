import {createInterface, type Interface} from 'node:readline';
import {Readable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';

/** What became of streams of events that were open at once. */
export type FollowResult = Readonly<{
  streams: number;
  /** Events that every stream had, between the first that all could have and the last that all have had. */
  events: number;
  /** Events in there that some stream had not, or had twice or out of order. */
  missing: number;
}>;

export type FollowTerms = Readonly<{address: string; token: string; streams: number; seconds: number}>;

/** Follows the events for a while, with all streams open. */
export async function follow({address, token, streams, seconds}: FollowTerms): Promise<FollowResult> {
  const end = new AbortController();
  const open = () => openStream(address, token, end.signal);
  const lines = await Promise.all(Array.from({length: streams}, open));
  const reading = Promise.all(lines.map((one) => idsOf(one, end.signal)));
  await sleep(seconds * 1000);
  end.abort();
  const seen = await reading;
  const from = Math.max(...seen.map((ids) => ids[0] ?? Number.POSITIVE_INFINITY));
  const to = Math.min(...seen.map((ids) => ids.at(-1) ?? Number.NEGATIVE_INFINITY));
  const events = Math.max(0, to - from + 1);
  const wrong = seen.map((ids) => {
    const common = ids.filter((id) => id >= from && id <= to);
    return Math.max(events - common.length, common.filter((id, index) => id !== from + index).length);
  });
  return {streams, events, missing: wrong.reduce((sum, count) => sum + count, 0)};
}

/** Lines of one stream. */
async function openStream(address: string, token: string, signal: AbortSignal): Promise<Interface> {
  const headers = {authorization: `Bearer ${token}`};
  const response = await fetch(`${address}/v1/events`, {headers, signal});
  if (!response.ok || response.body === null) throw new Error(`a stream was refused with ${response.status}`);
  return createInterface({input: Readable.fromWeb(response.body)});
}

async function idsOf(lines: Interface, signal: AbortSignal): Promise<number[]> {
  const ids: number[] = [];
  try {
    let id = 0;
    for await (const line of lines) {
      if (line.startsWith('id: ')) id = Number(line.slice(4));
      else if (line.startsWith('event: ')) ids.push(id);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return ids;
}
