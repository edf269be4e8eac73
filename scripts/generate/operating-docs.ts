import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {MonitorMetrics} from '../../src/app/metrics/monitor-metrics.ts';
import {LockBook} from '../../src/contention/lock-book.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';
import {markdownTable} from './markdown-table.ts';

export type Alert = Readonly<{
  alert: string;
  expr: string;
  for?: string;
  labels: Readonly<{severity: 'critical' | 'warning'}>;
  annotations: Readonly<{summary: string; look: string; command: string}>;
}>;

/** The rules of examples/prometheus, in their order. */
export function alerts(): readonly Alert[] {
  const path = join(import.meta.dirname, '../../examples/prometheus/alerts.yaml');
  const file = parse(readFileSync(path, 'utf8')) as {groups: readonly {rules: readonly Alert[]}[]};
  return file.groups.flatMap(({rules}) => rules);
}

/** Every metric that a monitor has. */
export function metrics(): ReturnType<MonitorMetrics['describe']> {
  const clock = new VirtualClock();
  const settings = {...settingsSchema.parse({}), db: ''};
  const nothing = {monitor: undefined, loops: undefined, tenure: undefined, store: undefined};
  const locks = new LockBook(clock);
  return new MonitorMetrics({
    clock,
    loopDelay: {delays: () => ({p50: 0, p99: 0, max: 0})},
    parts: () => ({settings, clock, startedAtMs: 0, locks, ...nothing}),
  }).describe();
}

/** What stands between the marks `<!-- name -->` and `<!-- end -->` of docs/operating.md. */
const SECTIONS: Readonly<Record<string, () => string>> = {
  metrics: () =>
    markdownTable(
      ['metric', 'type', 'labels', 'meaning'],
      metrics().map(({name, type, labels, help}) => [
        `\`${name}\``,
        type,
        labels.map((label) => `\`${label}\``).join(', '),
        help,
      ]),
    ),
  alerts: () =>
    markdownTable(
      ['alert', '', 'what it means', 'what to look at', 'what helps'],
      alerts().map(({alert, labels, annotations: {summary, look, command}}) => [
        `\`${alert}\``,
        labels.severity,
        summary,
        look,
        `\`${command}\``,
      ]),
    ),
};

/** The document with its tables as they should be; all else is as it was. */
export function operatingDocs(text: string): string {
  return text.replaceAll(/<!-- (\w+) -->\n[\s\S]*?<!-- end -->/g, (whole, name: string) => {
    const section = SECTIONS[name];
    return section === undefined ? whole : `<!-- ${name} -->\n${section()}\n<!-- end -->`;
  });
}
