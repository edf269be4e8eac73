import type {Intent} from '../../ports/broker.ts';
import type {ClaimRefusal, ClaimTerms} from '../../ports/store.ts';
import {isBroken, rowOf, type StoredPlan} from './plan-record.ts';

/** Why a level cannot be claimed for what the plan itself has become; undefined when it can. */
export function movedRefusal(
  stored: StoredPlan | undefined,
  {planId, level: number}: Intent,
  {version}: ClaimTerms,
  nowMs: number,
): ClaimRefusal | undefined {
  const name = `level ${number} of plan "${planId}"`;
  if (stored === undefined) return moved(`there is no plan "${planId}"`);
  const {record, levels} = stored;
  const level = levels.find((one) => one.level === number);
  if (record.version !== version) {
    return moved(`plan "${planId}" has version ${record.version}, not ${version}: it was edited`);
  }
  if (level === undefined) return moved(`plan "${planId}" has no level ${number}`);
  if (level.status !== 'pending') return moved(`${name} is ${level.status}, not pending`);
  if (record.expires_at_ms !== null && record.expires_at_ms <= nowMs) {
    return moved(`plan "${planId}" expired at ${new Date(record.expires_at_ms).toISOString()}`);
  }
  const row = rowOf(stored);
  if (!isBroken(row)) return undefined;
  const [problem] = row.problems;
  return moved(`the stored plan "${planId}" breaks a rule: ${problem?.message ?? 'its levels'}`);
}

/** Why the key of an order that is known already gives nobody a second right to send. */
export function knownKeyRefusal({clientOrderId}: Intent): ClaimRefusal {
  return moved(`order "${clientOrderId}" was claimed by another process, or has an outcome`);
}

function moved(what: string): ClaimRefusal {
  return {code: 'moved', message: `${what}; look at the plan again`};
}
