import type {Chart, ChartSeries} from '../report/chart.ts';
import type {DbLockResult} from './db-lock-result.ts';
import type {Beats} from './heartbeat.ts';
import type {Done} from './ledger.ts';
import type {Sample} from './monitor/monitor-messages.ts';
import {TimeBins} from './time-bins.ts';

const MIB = 1024 * 1024;
const PAGE_BYTES = 4096;
const MS_PER_S = 1000;

/** The course of a run: the event loop, who waited, the log, the quotes; each with the time in which a phase was on. */
export function dbLockCharts({worlds, idle}: DbLockResult): readonly Chart[] {
  const samples = worlds.flatMap((world) => world.samples);
  const done = worlds.flatMap(({ledger}) => ledger.done);
  const bins = TimeBins.over(samples);
  if (bins === undefined) return [];
  const locks = worlds.flatMap(({windows}) => windows);
  const chart = (title: string, yLabel: string, series: readonly ChartSeries[]): Chart => {
    const top = Math.max(1, ...series.flatMap(({values}) => values));
    const on = bins.covered(locks).map((isOn) => (isOn ? top : 0));
    return {
      title,
      yLabel,
      xLabel: 'seconds',
      xs: bins.starts,
      series: [...series, {name: 'a phase is on', values: on}],
    };
  };
  const worstGap = ({gapsMs}: Beats) => Math.max(0, ...gapsMs);
  const waited = (isMeant: (one: Done) => boolean) =>
    bins.max(done.filter(isMeant), ({waitedMs}) => waitedMs);
  return [
    chart('The event loop stood still', 'ms, worst', [
      {name: 'monitor', values: bins.max(samples, worstGap)},
      {name: 'an idle process', values: bins.max(idle, worstGap)},
    ]),
    chart('Calls that wait for the database', 'calls', [
      {name: 'waiting in the monitor', values: bins.last(samples, ({store}) => store.waiting)},
    ]),
    chart('Tries that found it locked', 'tries a second', [
      {name: 'by the monitor', values: perSecond(bins, samples, ({store}) => store.busyRetries)},
    ]),
    chart('Writes waited until they were done', 'ms, worst', [
      {name: 'claims', values: waited(({write}) => write.what === 'claimed')},
      {name: 'settlements and closes', values: waited(({settlement}) => settlement !== null)},
      {name: 'users', values: waited(({by}) => by === 'user')},
    ]),
    chart('Write-ahead log', 'MiB', [
      {name: 'size', values: bins.last(samples, ({store}) => (store.walPages * PAGE_BYTES) / MIB)},
    ]),
    chart('Quotes', 'a second', [
      {name: 'due', values: perSecond(bins, samples, ({due}) => due)},
      {name: 'evaluated', values: perSecond(bins, samples, ({accepted}) => accepted)},
    ]),
  ];
}

/** How fast a count grows; a monitor that was started again begins at 0. */
function perSecond(
  bins: TimeBins,
  samples: readonly Sample[],
  valueOf: (sample: Sample) => number,
): readonly number[] {
  const rates = samples.map((sample, index) => {
    const before = samples[index - 1];
    const grown = before === undefined ? 0 : Math.max(0, valueOf(sample) - valueOf(before));
    return {atMs: sample.atMs, rate: (grown * MS_PER_S) / Math.max(1, sample.spanMs)};
  });
  return bins.last(rates, ({rate}) => rate);
}
