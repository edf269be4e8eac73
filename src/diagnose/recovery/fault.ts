import type {RecoveryWorld} from './recovery-world.ts';

export type FaultPart =
  | 'condition'
  | 'desk'
  | 'feed'
  | 'broker'
  | 'link'
  | 'store'
  | 'store worker'
  | 'timer';
export type FaultKind = 'throws' | 'rejects' | 'hangs' | 'kills' | 'corrupts';

/** Something that goes wrong for a while. */
export type Fault = Readonly<{
  name: string;
  part: FaultPart;
  kind: FaultKind;
  /**
   * Whom it may keep from firing while it lasts: one plan, those of one instrument, those of it that wait for a
   * price, everybody or nobody.
   */
  reach: 'plan' | 'desk' | 'prices' | 'all' | 'nobody';
  /** How long it takes until it shows; it then lasts longer than the others. */
  lastsMs?: number;
  /** Lets it happen. Returns the way to end it. */
  begin: (world: RecoveryWorld) => () => void | Promise<void>;
  /** Quotes do not reach their plans, which the sweep then finds met. */
  losesEvents?: true;
  /** Beginnings of notices, one of which must be seen. None: it is made good at once, and nobody need know. */
  told: readonly string[];
  /** How often it has struck; a fault that never does proves nothing. */
  strikes: (world: RecoveryWorld) => number;
}>;
