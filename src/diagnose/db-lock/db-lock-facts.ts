import type {ReportTable} from '../report/report-table.ts';
import type {DbLockPlant} from './db-lock-plant.ts';
import type {Judged} from './db-lock-verdict.ts';

/** What was run. */
export function dbLockFacts(
  {result, options, phases}: Judged,
  plant: DbLockPlant | undefined,
): Readonly<Record<string, string>> {
  const {notes, logDamage} = result;
  const played = phases.map(({window}) => window.name);
  const facts: Record<string, string> = {
    phases: played.length === 0 ? 'ordinary traffic only' : played.join(', '),
    ...(plant === undefined ? {} : {'phases left out': 'those that cannot show the plant'}),
    'locks held by': options.foreign,
    'a lock lasts': `${options.lockMs} ms, or as long as the commands take that are run meanwhile`,
    deadline: `${options.deadlineMs} ms for claims and users`,
    quotes: `${options.quotesPerSecond} a second on ${options.symbols} symbols`,
    plans: `${options.plansPerSecond} a second, added by another process`,
  };
  for (const [what, why] of notes.notTried) facts[`not tried: ${what}`] = why;
  if (logDamage !== null) {
    facts['a flipped bit in the log'] =
      `frame ${logDamage.flippedFrame} of ${logDamage.frames}: what was committed after it is gone, and nothing ` +
      'in the file tells; the broker’s own record keeps a second order from being placed';
  }
  return facts;
}

/** What the phases did to the monitor, side by side, and what people were told, word for word. */
export function dbLockTables({result, phases, refusals}: Judged): readonly ReportTable[] {
  const {notes, pageDamage, worlds} = result;
  const said: readonly (readonly [string, string | undefined])[] = [
    ...notes.commands.map(({title, status, text, elapsedMs}) => {
      // Of a command that did what it was asked, nobody needs the result.
      const shown = status === 0 ? '' : `: ${text}`;
      return [title, `exit ${status ?? 'by a signal'} after ${elapsedMs} ms${shown}`] as const;
    }),
    ['a monitor started on a locked file', worlds.flatMap(({openingRefusals}) => openingRefusals)[0]],
    ['a claim at its deadline', refusals.atDeadline.find(({doing}) => doing === 'claim')?.message],
    ['a user’s write at its deadline', refusals.atDeadline.find(({by}) => by === 'user')?.message],
    ['a write without room', refusals.noRoom[0]?.message],
    ['a monitor that lost its database', worlds.flatMap(({losses}) => losses)[0]],
    ['a database with a flipped bit', pageDamage?.message ?? undefined],
  ];
  const words = said.filter((row): row is readonly [string, string] => row[1] !== undefined);
  const number = (value: number) => value.toLocaleString('en', {maximumFractionDigits: 1});
  const rows = phases
    .filter(({window}) => window.name !== 'opening')
    .map((phase) => [
      phase.window.name,
      number(phase.lockedMs),
      number(phase.loopGapMs),
      number(phase.idleGapMs),
      number(phase.loopP99Ms),
      `${phase.quotesDue - phase.quotesMissed} of ${phase.quotesDue}`,
      number(phase.busyRetries),
      number(phase.busyMs),
      number(phase.writes),
      phase.window.resumedMs === null ? '–' : number(phase.window.resumedMs),
    ]);
  return [
    {
      title: 'Phases',
      columns: [
        'phase',
        'lasted, ms',
        'loop’s worst gap, ms',
        'of an idle process',
        'loop’s gap p99',
        'quotes evaluated in time',
        'tries in vain',
        'found locked, ms',
        'writes done meanwhile',
        'wrote again after, ms',
      ],
      rows,
    },
    {title: 'What people were told', columns: ['who', 'word for word'], rows: words},
  ].filter((one) => one.rows.length > 0);
}
