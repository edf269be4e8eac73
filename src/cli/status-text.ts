import type {StatusReport} from '../app/monitor-status.ts';
import type {MonitorStatus} from '../app/status.ts';
import {formatDuration} from '../plan/duration.ts';
import {coloured, type Style, table} from './terminal.ts';

/** A lock is held for as long as a broker takes to answer; what takes longer is worth a line. */
const HOLD_SHOWN_MS = 1000;

/** Clocks of two machines differ a little, and nobody has to know. */
const OFFSET_SHOWN_MS = 1000;

/** A convoy that goes on is told of a window of 5 s at a time. */
const CONVOY_ENDED_MS = 5000;

/** Older convoys are in the answer with --json. */
const CONVOY_SHOWN_MS = 3_600_000;

/** Reasons that a link's own line tells; the halt has its own line too. */
const OF_LINKS: ReadonlySet<string> = new Set(['feedDown', 'brokerDown']);

/** Above the desks a line for each thing that there is to say, named by a word of so many columns. */
const NAME_WIDTH = 10;

type Line = Readonly<{name: string; text: string; tone?: 'red' | 'yellow'}>;

/** What `vigil status` shows: in ordinary times some lines and the desks, a line more for whatever is not ordinary. */
export function statusText(report: StatusReport, style: Style): string {
  const {monitor} = report;
  const lines = [
    ...databaseLines(report, style),
    ...(monitor === null
      ? [{name: 'monitor', text: 'not running; start it with `vigil run`'}]
      : monitorLines(monitor, report, style)),
  ];
  const text = lines.map(({name, text: what, tone}) => {
    const label = name.padEnd(NAME_WIDTH);
    return `${tone === undefined ? label : style.colour[tone](label)}${what}`;
  });
  return [...text, ...(monitor === null ? [] : deskLines(monitor, style))].join('\n');
}

function databaseLines({db, plans, broken, halt}: StatusReport, style: Style): Line[] {
  const counts = Object.entries(plans).map(([status, count]) => `${count} ${coloured(style, status)}`);
  const lines: Line[] = [
    {name: 'database', text: db},
    {name: 'plans', text: counts.length === 0 ? 'none; add one with `vigil plan add`' : counts.join(', ')},
  ];
  if (broken > 0) {
    lines.push({name: 'broken', text: `${style.colour.red(broken)} stored plans; see \`vigil db check\``});
  }
  if (halt.halted) {
    const flatten = halt.flatten ? ', and closes everything' : '';
    lines.push({
      name: 'halted',
      text: `since ${secondsOf(halt.at)}${flatten}: ${halt.reason}; \`vigil resume\` ends it`,
      tone: 'red',
    });
  }
  return lines;
}

function monitorLines(monitor: MonitorStatus, {halt}: StatusReport, style: Style): Line[] {
  const {links, lease, gate, asOf} = monitor;
  const forText = (since: string) => formatDuration(Math.max(0, Date.parse(asOf) - Date.parse(since)));
  const linkOf = (link: 'feed' | 'broker') =>
    coloured(style, links === null ? 'connecting' : links[link].state);
  return [
    {
      name: 'monitor',
      text: `${coloured(style, monitor.state)}, process ${monitor.pid}, since ${secondsOf(monitor.since)} (${forText(monitor.since)})`,
    },
    {name: 'feed', text: `${monitor.feed} ${linkOf('feed')}, broker ${monitor.broker} ${linkOf('broker')}`},
    ...linkLines(monitor, forText),
    ...(lease === null
      ? [{name: 'lease', text: 'not held yet', tone: 'yellow' as const}]
      : [
          {name: 'lease', text: `${lease.state}, epoch ${lease.epoch}, since ${secondsOf(lease.acquiredAt)}`},
        ]),
    ...clockLines(monitor),
    ...gate
      .filter(
        ({reason}) => !(reason === 'halted' && halt.halted) && !(links !== null && OF_LINKS.has(reason)),
      )
      .map(({reason, observed, wanted}): Line => {
        return {name: 'shut', text: `${reason}: ${observed}; nothing fires until: ${wanted}`, tone: 'red'};
      }),
    ...troubleLines(monitor),
    ...sourceLines(monitor, style),
    ...quoteLines(monitor, forText),
    ...symbolLines(monitor),
    ...lockLines(monitor, style),
  ];
}

/** Of a link that is not up, since when, why, and when it is tried again. */
function linkLines({links, asOf}: MonitorStatus, forText: (since: string) => string): Line[] {
  if (links === null) return [];
  return (['feed', 'broker'] as const).flatMap((link): Line[] => {
    const {state, since, lastError, nextRetryAt} = links[link];
    if (state === 'up') return [];
    const why = lastError === null ? '' : `: ${lastError}`;
    const waitMs = nextRetryAt === null ? 0 : Date.parse(nextRetryAt) - Date.parse(asOf);
    const next = waitMs > 0 ? `; next try in ${formatDuration(waitMs)}` : '';
    return [{name: link, text: `${state} for ${forText(since)}${why}${next}`, tone: 'red'}];
  });
}

function clockLines({clock}: MonitorStatus): Line[] {
  const offsetMs = clock?.offsetMs ?? 0;
  if (Math.abs(offsetMs) < OFFSET_SHOWN_MS) return [];
  const way = offsetMs < 0 ? 'ahead of' : 'behind';
  const by = formatDuration(Math.abs(Math.round(offsetMs)));
  return [{name: 'clock', text: `the source is ${by} ${way} this machine`}];
}

function troubleLines({quarantined, reconciliation, loops, missedByEvents}: MonitorStatus): Line[] {
  return [
    ...loops
      .filter(({isStalled}) => isStalled)
      .map(
        ({name}): Line => ({name: 'hangs', text: `the loop "${name}"; see \`vigil doctor\``, tone: 'red'}),
      ),
    ...(missedByEvents === 0
      ? []
      : [
          {
            name: 'missed',
            text: `${missedByEvents} plans were met that no event had woken`,
            tone: 'red' as const,
          },
        ]),
    ...quarantined.map(({planId, level, failures, until, lastError}): Line => {
      const of = level > 1 ? ` level ${level}` : '';
      const text = `${planId}${of}: ${failures} times in a row, next after ${until}: ${lastError}`;
      return {name: 'failing', text, tone: 'yellow'};
    }),
    ...(reconciliation?.orphans ?? []).map(({clientOrderId, symbol, ticket}): Line => {
      return {
        name: 'orphan',
        text: `${symbol} ticket ${ticket}, key ${clientOrderId}: no plan has it`,
        tone: 'red',
      };
    }),
  ];
}

function sourceLines({sources}: MonitorStatus, style: Style): Line[] {
  return sources.map(({family, name, state, dataTime, lastError}) => {
    const until = dataTime === null ? '' : `, data to ${dataTime}`;
    const why = lastError === null ? '' : `: ${style.colour.yellow(lastError)}`;
    return {name: family, text: `${name} ${coloured(style, state)}${until}${why}`};
  });
}

function quoteLines({quotes, sweep}: MonitorStatus, forText: (since: string) => string): Line[] {
  if (quotes === undefined) return [];
  const refused = quotes.nonPositive + quotes.crossed + quotes.outOfOrder + quotes.jump;
  const swept = sweep === null ? '' : `; every plan looked at ${forText(sweep.at)} ago`;
  return [
    {name: 'quotes', text: `${quotes.accepted} accepted, ${refused} refused, ${quotes.stale} stale${swept}`},
  ];
}

function symbolLines({notListed}: MonitorStatus): Line[] {
  return notListed.map(({planId, symbol, verdict, at, candidates}) => {
    const names = candidates.length === 0 ? '' : `: ${candidates.join(', ')}`;
    return {
      name: 'no symbol',
      text: `${planId}: ${symbol} is ${verdict} at the ${at}${names}`,
      tone: 'yellow',
    };
  });
}

function lockLines(monitor: MonitorStatus, style: Style): Line[] {
  const lock = databaseLock(monitor);
  const waits = lockWaits(monitor);
  return [
    ...(lock === undefined ? [] : [{name: 'database', text: style.colour.red(lock)}]),
    ...(waits.length === 0 ? [] : [{name: 'locks', text: style.colour.yellow(waits.join('; '))}]),
  ];
}

function deskLines({desks, census}: MonitorStatus, style: Style): string[] {
  if (desks.length === 0) return [];
  const rows = desks.map(({symbol, plans, bid, ask, quoteAgeMs, quoteState}) => [
    symbol,
    String(plans),
    String(bid ?? '-'),
    String(ask ?? '-'),
    quoteAgeMs === null ? '-' : formatDuration(quoteAgeMs),
    quoteState === null ? '-' : coloured(style, quoteState),
  ]);
  const more = (census?.desks ?? 0) - desks.length;
  return [
    '',
    table(style, ['SYMBOL', 'PLANS', 'BID', 'ASK', 'AGE', 'STATE'], rows),
    ...(more > 0 ? [style.colour.dim(`and ${more} more`)] : []),
  ];
}

/** A time without what is less than a second. */
function secondsOf(iso: string | null): string {
  return iso === null ? 'an unknown time' : iso.replace(/\.\d+Z$/, 'Z');
}

/** "locked for 12s by process 4711 (sqlite3 …)"; undefined when the database is not locked. */
function databaseLock({store}: MonitorStatus): string | undefined {
  if (store === undefined || store.lockedForMs === 0) return undefined;
  const names = store.lockHolders.map(({pid, command}) => `${pid}${command === '' ? '' : ` (${command})`}`);
  const by = names.length === 0 ? '' : ` by process ${names.join(', ')}`;
  return `locked for ${formatDuration(store.lockedForMs)}${by}`;
}

/** What there is to say of the monitor's locks; in ordinary times nothing. */
function lockWaits({locks}: MonitorStatus): string[] {
  const {plan, databaseWriter} = locks.classes;
  return [
    ...classWaits(plan, locks.forMs, (key) => (key === undefined ? 'the plans' : `plan "${key}"`)),
    ...classWaits(databaseWriter, locks.forMs, (key) =>
      key === undefined ? 'the database writer' : `the database writer (most of all: ${key})`,
    ),
  ];
}

type ClassReport = MonitorStatus['locks']['classes']['plan'];

function classWaits(
  {holder, isOverloaded, depth, convoys}: ClassReport,
  forMs: number,
  nameOf: (key?: string) => string,
): string[] {
  const waits: string[] = [];
  if (holder !== null && holder.forMs > HOLD_SHOWN_MS) {
    const doing = holder.doing === null ? nameOf(holder.key) : `${nameOf()} (${holder.doing})`;
    waits.push(`${doing} held for ${formatDuration(holder.forMs)}`);
  }
  if (isOverloaded) waits.push(`${depth} wait for ${nameOf()}, and ever more come`);
  const convoy = convoys.at(-1);
  if (convoy === undefined) return waits;
  const agoMs = forMs - convoy.fromMs - convoy.forMs;
  if (agoMs > CONVOY_SHOWN_MS) return waits;
  const when = agoMs < CONVOY_ENDED_MS ? 'and goes on' : `${formatDuration(agoMs)} ago`;
  waits.push(`convoy at ${nameOf(convoy.topKey)} for ${formatDuration(convoy.forMs)}, ${when}`);
  return waits;
}
