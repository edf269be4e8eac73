import type {LegacyProblem} from '../../condition/legacy/old-conditions.ts';

/** An old plan as it was written or stored: its fields by name. */
export type OldPlan = Readonly<Record<string, unknown>>;

/** The fields of an old plan while they are read. What is wrong, missing or filled in is noted here. */
export class OldFields {
  readonly problems: LegacyProblem[] = [];
  /** What no plan can be without; said after what is there and wrong. */
  readonly missing: LegacyProblem[] = [];
  readonly attention: string[] = [];
  readonly warnings: string[] = [];
  readonly #fields: OldPlan;

  constructor(fields: OldPlan) {
    this.#fields = fields;
  }

  /** The first of several names that has a value, and the value; the first name where none has. */
  first(...names: readonly [string, ...string[]]): Readonly<{name: string; value: unknown}> {
    const name =
      names.find((one) => this.#fields[one] !== undefined && this.#fields[one] !== null) ?? names[0];
    return {name, value: this.#fields[name] ?? undefined};
  }

  text(...names: readonly [string, ...string[]]): string | undefined {
    const {value} = this.first(...names);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  }

  /** A price above zero; undefined where there is none, or what there is was refused. */
  price(what: string, ...names: readonly [string, ...string[]]): number | undefined {
    const {name, value} = this.first(...names);
    if (value === undefined) {
      this.attention.push(`${name} is missing: give the ${what}`);
      return undefined;
    }
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
    const isText = typeof value === 'string';
    const hint =
      isText && Number(value) > 0 ? `write ${Number(value)} without quotes` : 'write a price above zero';
    this.refuse(name, `is ${JSON.stringify(value)}, which is ${isText ? 'text' : 'no price'}`, hint);
    return undefined;
  }

  refuse(field: string, found: string, hint: string): void {
    this.problems.push({field, reason: `${field} ${found}`, hint});
  }

  lack(field: string, found: string, hint: string): void {
    this.missing.push({field, reason: `${field} ${found}`, hint});
  }
}
