import type {Check} from './check.ts';
import {brokenRows} from './checks/broken-rows.ts';
import {clock} from './checks/clock.ts';
import {configuration} from './checks/configuration.ts';
import {database} from './checks/database.ts';
import {diskSpace} from './checks/disk-space.ts';
import {fileModes} from './checks/file-modes.ts';
import {gate} from './checks/gate.ts';
import {halt} from './checks/halt.ts';
import {inDoubt} from './checks/in-doubt.ts';
import {integrity} from './checks/integrity.ts';
import {lease} from './checks/lease.ts';
import {links} from './checks/links.ts';
import {lock} from './checks/lock.ts';
import {monitor} from './checks/monitor.ts';
import {node} from './checks/node.ts';
import {notifications} from './checks/notifications.ts';
import {orphans} from './checks/orphans.ts';
import {quarantine} from './checks/quarantine.ts';
import {schema} from './checks/schema.ts';
import {sweep} from './checks/sweep.ts';
import {symbols} from './checks/symbols.ts';
import {timeZones} from './checks/time-zones.ts';

/** All that the doctor looks at, in the order in which it tells: the machine, the database, the monitor. */
export const CHECKS: readonly Check[] = [
  node,
  configuration,
  timeZones,
  fileModes,
  diskSpace,
  database,
  schema,
  integrity,
  brokenRows,
  inDoubt,
  halt,
  lock,
  lease,
  monitor,
  links,
  gate,
  clock,
  sweep,
  orphans,
  quarantine,
  symbols,
  notifications,
];
