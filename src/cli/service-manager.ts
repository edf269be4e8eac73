import type {Journal} from '../ports/journal.ts';
import type {ServiceManager} from '../ports/service-manager.ts';
import {serviceManagerOf} from '../system/service-manager.ts';

/** Whoever has started this process as a service; the process above it counts too, which an older Node has for us. */
export function serviceManager(journal: Journal): ServiceManager {
  return serviceManagerOf(process.env, journal, [process.pid, process.ppid]);
}
