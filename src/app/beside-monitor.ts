import type {Closers} from '../closers.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import type {Store} from '../ports/store.ts';
import type {CalendarSource} from '../source/calendar/calendar-source.ts';
import {HttpThread} from './http/http-thread.ts';
import type {NotifyWatch} from './notify-watch.ts';
import type {Pulse} from './pulse.ts';
import {keepRetention} from './retention.ts';
import type {Settings} from './settings.ts';
import {followSources} from './sources.ts';

type Parts = Readonly<{
  settings: Settings;
  store: Store;
  clock: Clock;
  journal: Journal;
  sources: readonly CalendarSource[];
  pulse: Pulse;
  notifications: NotifyWatch;
  /** Aborted when the run has to end because something of it is lost. */
  lost: AbortController;
}>;

/**
 * What goes on beside a monitor that stays: sources look for new data, old plans are archived, its pulse is taken,
 * channels of notifications are looked after, HTTP is served. A single pass has none of it.
 */
export function besideMonitor(parts: Parts, closers: Closers): void {
  const {settings, store, clock, journal, sources, pulse, notifications, lost} = parts;
  followSources(sources, settings, closers);
  pulse.follow(closers);
  notifications.follow(store, clock, closers);
  keepRetention(parts, closers);
  const {listen} = settings.http;
  if (listen === undefined) return;
  const http = new HttpThread({settings, address: listen}, {clock, journal});
  closers.defer(() => http.close());
  // Trading does not wait for it; that it cannot listen where it should ends the run all the same.
  http.listening.catch((error: unknown) => lost.abort(error));
}
