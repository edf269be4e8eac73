import {type Check, failure, ok, skipped, warning} from '../check.ts';

const MB = 1e6;
const FAILURE_BYTES = 100 * MB;
const WARNING_BYTES = 1000 * MB;
/** A database is copied whole by whoever backs it up, and once more by VACUUM. */
const TIMES_DATABASE = 2;

/** The disk of the database has room. */
export const diskSpace: Check = {
  name: 'disk space',
  look: ({disk}) => {
    if (disk === undefined) return [skipped('the system does not tell how much is free')];
    const {freeBytes, databaseBytes} = disk;
    const text = `${sizeText(freeBytes)} free, the database has ${sizeText(databaseBytes)}`;
    const remedy = 'free some space; what cannot be written waits, and nothing fires meanwhile';
    if (freeBytes < FAILURE_BYTES) return [failure(text, remedy)];
    const isLittle = freeBytes < WARNING_BYTES || freeBytes < TIMES_DATABASE * databaseBytes;
    return [isLittle ? warning(text, remedy) : ok(text)];
  },
};

function sizeText(bytes: number): string {
  if (bytes < MB) return `${Math.ceil(bytes / 1000)} kB`;
  return bytes < 1000 * MB ? `${Math.round(bytes / MB)} MB` : `${(bytes / (1000 * MB)).toFixed(1)} GB`;
}
