/** Chance comes in through this door only. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}
