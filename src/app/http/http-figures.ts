import {Counter, Gauge, Histogram, Registry} from 'prom-client';
import type {Served} from '../../http/api/api-app.ts';

/** In seconds; an answer from memory takes less than the first, a locked database more than the last. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30];

/** Figures of the HTTP interface itself. Their labels are the routes, so their number is bounded. */
export class HttpFigures {
  readonly #registry = new Registry();
  readonly #requests: Counter;
  readonly #seconds: Histogram;
  readonly #streams: Gauge;

  constructor() {
    const registers = [this.#registry];
    this.#requests = new Counter({
      name: 'vigil_http_requests_total',
      help: 'Answered requests.',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'vigil_http_request_seconds',
      help: 'From the request to the end of its answer; streams of events aside.',
      labelNames: ['route'],
      buckets: BUCKETS_SECONDS,
      registers,
    });
    this.#streams = new Gauge({
      name: 'vigil_http_event_streams',
      help: 'Open streams of events.',
      registers,
    });
  }

  served({method, route, status, ms}: Served): void {
    // Methods that nobody has heard of are told by their answer; a label must not be a caller's choice.
    const name = route ?? 'none';
    this.#requests.inc({method: route === null ? 'any' : method, route: name, status});
    if (route !== '/v1/events') this.#seconds.observe({route: name}, ms / 1000);
  }

  /** In the text format of Prometheus. */
  text(streams: number): Promise<string> {
    this.#streams.set(streams);
    return this.#registry.metrics();
  }
}
