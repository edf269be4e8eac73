import {DiagnosisError} from '../../errors.ts';
import {rest} from '../../system/virtual-clock.ts';

/** Rounds of "let everything run, then collect"; one alone leaves what finalizers still hold. */
const COLLECTIONS = 2;

/**
 * Collects all garbage, so that what the heap then holds is held by somebody.
 *
 * @throws {DiagnosisError} DIAGNOSIS_BROKE unless the process was started with --expose-gc.
 */
export async function settleHeap(): Promise<void> {
  const {gc} = globalThis;
  if (gc === undefined) {
    throw new DiagnosisError('DIAGNOSIS_BROKE', 'The heap cannot be collected: started without --expose-gc');
  }
  for (let count = 0; count < COLLECTIONS; count += 1) {
    await rest();
    gc();
  }
}
