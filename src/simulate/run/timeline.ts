import type {TraceLine} from '../kernel/trace.ts';
import type {JobResult} from './job.ts';

/** Who says things that a person wants to read whatever they are about. */
const WORLD = new Set(['disk', 'wire', 'world', 'judge', 'a', 'b', 'c']);
/** What is said of a process as a whole. */
const OF_PROCESSES = /^(starts|killed|stopped|goes on|ends|is asked|loses the line|lease|halt|clock)/;

/** The lines of a trace that tell how it came to the violation, for people. */
export function timelineOf({trace, violations}: JobResult): readonly TraceLine[] {
  const [violation] = violations;
  if (violation === undefined) return trace;
  const names = new Set(violation.plan === null ? [] : [violation.plan]);
  // The keys of its orders, and their numbers at the venue.
  for (const key of violation.what.match(/\b[a-z][a-z0-9]{15}\b/g) ?? []) names.add(key);
  for (const [, ticket] of violation.what.matchAll(/order (\d+)/g))
    if (ticket !== undefined) names.add(ticket);
  for (const {who, what} of trace) {
    const accepted = /^accepts (\d+) for (\S+):/.exec(what);
    if (who !== 'venue' || accepted === null) continue;
    const [, ticket = '', key = ''] = accepted;
    if (names.has(key) || names.has(ticket)) names.add(key).add(ticket);
  }
  return trace.filter(
    ({who, what}) =>
      WORLD.has(who) || OF_PROCESSES.test(what) || what.split(/[\s:,]+/).some((word) => names.has(word)),
  );
}
