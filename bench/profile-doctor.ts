import {z} from 'zod';
import {median} from './measure.ts';

/** The data of clinic's page, of which its graphs are drawn. */
const DATA = /<script type="application\/json" id="clinic-data">([^]*?)<\/script>/;

/** "performance" where it objects, "data" where it saw too little, else "none". */
const issueSchema = z.string();

const pageSchema = z.looseObject({
  analysis: z.looseObject({
    /** What it judged, in milliseconds of the epoch; all, when an end is null. */
    interval: z.tuple([z.number().nullable(), z.number().nullable()]),
    issues: z.record(z.string(), z.union([issueSchema, z.record(z.string(), issueSchema)])),
    issueCategory: z.string(),
  }),
  processStat: z.array(
    z.looseObject({
      timestamp: z.number(),
      /** Milliseconds. */
      delay: z.number(),
      /** Share of one core. */
      cpu: z.number(),
      memory: z.looseObject({heapUsed: z.number(), rss: z.number()}),
      handles: z.int(),
    }),
  ),
});

const CATEGORIES: Readonly<Record<string, string>> = {
  none: 'no issue',
  data: 'too little data to judge',
  gc: 'a potential garbage-collection issue',
  'event-loop': 'a potential event-loop issue',
  io: 'a potential I/O issue',
};

type Range = Readonly<{min: number; median: number; max: number}>;

export type DoctorVerdict = Readonly<{
  /** In words: `no issue`, or what kind. */
  verdict: string;
  /** The graphs that it marks red, by clinic's names. */
  marked: readonly string[];
  samples: number;
  /** Share of one core. */
  cpu: Range;
  delayMs: Range;
  heapBytes: Range;
  handles: Range;
}>;

/**
 * What clinic doctor's page says, with the figures of the stretch that it judged.
 *
 * @throws When it is no page of clinic doctor's, has no samples, or those of two threads mixed.
 */
export function doctorVerdict(html: string): DoctorVerdict {
  const {analysis, processStat} = pageSchema.parse(JSON.parse(DATA.exec(html)?.[1] ?? 'null'));
  if (processStat.some(({timestamp}, index) => timestamp < (processStat[index - 1]?.timestamp ?? 0))) {
    throw new Error('the samples go back in time');
  }
  const [from, to] = analysis.interval;
  const judged = processStat.filter(
    ({timestamp}) => timestamp >= (from ?? -Infinity) && timestamp <= (to ?? Infinity),
  );
  if (judged.length === 0) throw new Error('no sample of the process was taken');
  return {
    verdict: CATEGORIES[analysis.issueCategory] ?? 'an unknown issue',
    marked: Object.entries(analysis.issues).flatMap(([name, issue]) => markedOf(name, issue)),
    samples: judged.length,
    cpu: rangeOf(judged.map(({cpu}) => cpu)),
    delayMs: rangeOf(judged.map(({delay}) => delay)),
    heapBytes: rangeOf(judged.map(({memory}) => memory.heapUsed)),
    handles: rangeOf(judged.map(({handles}) => handles)),
  };
}

function markedOf(name: string, issue: string | Readonly<Record<string, string>>): readonly string[] {
  if (typeof issue === 'string') return issue === 'performance' ? [name] : [];
  return Object.entries(issue).flatMap(([part, of]) => markedOf(`${name}.${part}`, of));
}

function rangeOf(values: readonly number[]): Range {
  return {min: Math.min(...values), median: median(values), max: Math.max(...values)};
}
