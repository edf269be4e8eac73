import {instrumentKey} from './instrument-key.ts';
import {microstructure, type MicrostructureDefinition} from './microstructure.ts';
import type {MicrostructureProfiles} from './profile.ts';
import {DEFAULT_PROFILES} from './profiles.ts';

/** Names whose key is kept, as they come again with every plan; a key takes some 20 µs. */
const NAMES_MAX = 10_000;

/**
 * The analyses of minutes, one for each row of the table of instruments: however many plans ask, those of one row
 * share it.
 *
 * A row is that of exactly the instrument that a name means: BTCUSDT, XAUEUR and a cent contract are not BTCUSD, XAUUSD
 * and XAUUSD, whatever letters they share.
 */
export class MicrostructureBook {
  readonly #byKey = new Map<string, MicrostructureDefinition>();
  readonly #other: MicrostructureDefinition;
  readonly #keys = new Map<string, string>();

  constructor({sessions, instruments, other}: MicrostructureProfiles = DEFAULT_PROFILES) {
    for (const [name, instrument] of Object.entries(instruments)) {
      this.#byKey.set(instrumentKey(name), microstructure({name, sessions, instrument}));
    }
    this.#other = microstructure({name: 'other', sessions, instrument: other});
  }

  /** @param names All of one instrument, the strongest first; the first that has a row decides. */
  of(...names: readonly string[]): MicrostructureDefinition {
    for (const name of names) {
      const found = this.#byKey.get(this.#keyOf(name));
      if (found !== undefined) return found;
    }
    return this.#other;
  }

  #keyOf(name: string): string {
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = instrumentKey(name);
      if (this.#keys.size >= NAMES_MAX) this.#keys.clear();
      this.#keys.set(name, key);
    }
    return key;
  }
}
