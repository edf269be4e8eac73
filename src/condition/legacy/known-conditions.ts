import type {Condition} from '../condition-kind.ts';
import {KINDS} from '../kinds.ts';
import {conditionSchema} from '../schema.ts';

/** Whether a condition can be had, and why not. */
export type Judged =
  | Readonly<{as: 'known'; condition: Condition; isSourced: boolean}>
  | Readonly<{as: 'absent'; why: string}>
  | Readonly<{as: 'wrong'; reason: string}>;

/** Holds a condition that was made against the kinds that there are, and their rules. */
export function judged(condition: Condition): Judged {
  const kinds = kindsIn(condition);
  const absent = kinds.find((kind) => !KINDS.has(kind));
  const sourced = kinds.some((kind) => KINDS.get(kind)?.source !== undefined);
  if (absent !== undefined) return {as: 'absent', why: `needs the condition ${absent}, which there is not`};
  const parsed = conditionSchema.safeParse(condition);
  if (parsed.success) return {as: 'known', condition: parsed.data, isSourced: sourced};
  const [issue] = parsed.error.issues;
  const reason = `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim();
  // What a source can be asked is its own affair.
  return sourced
    ? {as: 'absent', why: `asks a source for what it does not know: ${reason}`}
    : {as: 'wrong', reason};
}

function kindsIn(condition: Condition): readonly string[] {
  return Object.entries(condition).flatMap(([kind, params]) => {
    const parts: readonly unknown[] = kind === 'not' ? [params] : Array.isArray(params) ? params : [];
    if (kind !== 'all' && kind !== 'any' && kind !== 'not') return [kind];
    return parts.flatMap((part) => (typeof part === 'object' && part !== null ? kindsIn({...part}) : []));
  });
}
