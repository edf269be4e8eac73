import type {Closers} from '../closers.ts';
import {BusyError} from '../errors.ts';
import {Tenure, type TenurePorts, type TenureTerms} from './tenure.ts';

/**
 * Takes the lease of a database and keeps it until the stack is disposed of, which lets it go.
 *
 * @param lost Aborted when another monitor has taken the lease: the run is then over. When it is aborted
 *   for another reason the lease is not renewed any more.
 * @throws {BusyError} MONITOR_RUNNING naming the holder.
 */
export async function holdLease(
  ports: TenurePorts,
  terms: TenureTerms,
  lost: AbortController,
  closers: Closers,
): Promise<Tenure> {
  const tenure = await Tenure.take(ports, terms);
  closers.defer(() => tenure.release());
  const ended = new AbortController();
  const kept = tenure.hold(AbortSignal.any([ended.signal, lost.signal])).then((why) => {
    if (why === 'lost') lost.abort(lostError());
  });
  closers.defer(async () => {
    ended.abort();
    await kept;
  });
  return tenure;
}

function lostError(): BusyError {
  return new BusyError(
    'LEASE_LOST',
    'Another monitor has taken over this database while this one did not answer',
    {hint: 'nothing was placed by this one since; see `vigil status` for the other'},
  );
}
