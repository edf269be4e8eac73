import type {LinkState} from '../../ports/link.ts';
import type {MetricBook, Sample} from './metric-book.ts';
import {flag} from './moment.ts';

const STATES: readonly LinkState[] = ['connecting', 'up', 'degraded', 'down'];

/** The links to the outside. How often they came back is counted from the journal. */
export function linkMetrics(book: MetricBook): void {
  book.gauge({
    name: 'link_state',
    help: 'Whether a link is in a state.',
    labels: ['link', 'state'],
    read: ({status}) =>
      Object.entries(status.links ?? {}).flatMap(([link, {state}]): Sample[] =>
        STATES.map((one) => [flag(one === state), link, one]),
      ),
  });
}
