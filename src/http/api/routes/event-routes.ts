import {Readable} from 'node:stream';
import {z} from 'zod';
import {InputError} from '../../../errors.ts';
import {eventStream} from '../event-stream.ts';
import {NOTHING, type Route, route} from '../route.ts';
import {wholeNumber} from '../whole-number.ts';

const eventQuery = z.strictObject({
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('Only what came after the event of this id. Default: what comes from now on.'),
  kind: z
    .string()
    .regex(/^[a-zA-Z]+\.(?:[a-zA-Z]+|\*)(?:,[a-zA-Z]+\.(?:[a-zA-Z]+|\*))*$/, 'which is not a list of kinds')
    .optional()
    .describe('Only these kinds, with commas between them, such as `plan.filled,trading.*`.'),
  plan: z.string().min(1).max(64).optional().describe('Only events of this plan.'),
});

/** What happens, as it happens. */
export const EVENT_ROUTES: readonly Route[] = [
  route({
    ...{method: 'GET', path: '/v1/events', operationId: 'events', access: 'read'},
    summary: 'follow what happens, as server-sent events',
    description:
      'Each event has the id of the log, so whoever comes back with Last-Event-ID misses nothing that is still ' +
      'kept; an event `gap` says that something is not. A stream ends when its token does.',
    params: NOTHING,
    ...{query: eventQuery, body: null, errors: ['STREAMS_TOO_MANY']},
    headers: {'last-event-id': 'Id of the last event that was received; stronger than `after`.'},
    answers: {
      200: {description: 'Events, oldest first, and then as they come.', mediaType: 'text/event-stream'},
    },
    handle: async (host, {query, headers, caller, signal}) => {
      const after = lastIdOf(headers['last-event-id']) ?? query.after;
      const stream = await eventStream(
        host,
        {after, kinds: query.kind?.split(','), planId: query.plan, caller},
        signal,
      );
      return {
        status: 200,
        body: Readable.from(stream, {objectMode: false, highWaterMark: 64 * 1024}),
        mediaType: 'text/event-stream; charset=utf-8',
        headers: {'cache-control': 'no-store', 'x-accel-buffering': 'no'},
      };
    },
  }),
];

function lastIdOf(header: string | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  if (/^\d{1,15}$/.test(header)) return Number(header);
  throw new InputError('USAGE_INVALID', 'The header Last-Event-ID is not the id of an event', {
    field: 'Last-Event-ID',
    hint: 'give the id that the last event had, or leave the header out',
  });
}
