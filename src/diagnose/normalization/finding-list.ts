import type {Finding} from '../diagnosis.ts';

/** Findings of one code that are named; of the rest only the number. */
const NAMED_MAX = 12;

/** The user's own names first; then what can cost money, what can go wrong, and what is only missed. */
const ORDER = [
  'NOT_AS_EXPECTED',
  'CONTRACT_CONTRADICTS',
  'TRADED_ANOTHER',
  'UNLISTED_ORDER',
  'MOVED_BY_ANOTHER',
  'WRONG_INSTRUMENT',
  'UNLISTED_NAME',
  'ENGINE_FAILURE',
  'NOT_TRADED',
  'NOT_FOUND',
  'OTHER_VERDICT',
  'UNLISTED_SUBSCRIPTION',
  'HELD_IN_SILENCE',
] as const;

type Code = (typeof ORDER)[number];

/** Findings as they come, of which each code names a few: a resolver with a defect is wrong a thousand times. */
export class FindingList {
  readonly #byCode = new Map<Code, Finding[]>();

  add(code: Code, subject: string, evidence: string): void {
    const findings = this.#byCode.get(code) ?? [];
    findings.push({code, subject, evidence});
    this.#byCode.set(code, findings);
  }

  /** Those that are named, the gravest first, and for each code how many more there were. */
  all(): readonly Finding[] {
    return ORDER.flatMap((code) => {
      const findings = this.#byCode.get(code) ?? [];
      const rest = findings.length - NAMED_MAX;
      const more = {code, subject: 'more of the same', evidence: `${rest} times more`};
      return rest > 0 ? [...findings.slice(0, NAMED_MAX), more] : findings;
    });
  }
}
