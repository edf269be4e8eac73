/**
 * Chance without a state: the number drawn depends on nothing but its arguments, so that processes that
 * start at different times draw the same.
 *
 * @param stream What the number is for; streams of one seed have nothing to do with each other.
 * @param index  Which number of the stream, a safe integer.
 * @returns Uniform in [0, 1).
 */
export function hashedChance(seed: number, stream: number, index: number): number {
  let hash = mix(seed ^ Math.imul(stream + 1, 0x9e3779b1));
  hash = mix(hash ^ (index >>> 0));
  hash = mix(hash ^ Math.imul(Math.floor(index / 2 ** 32) + 1, 0x85ebca6b));
  return (hash >>> 0) / 2 ** 32;
}

/** A seed for one symbol of a market. */
export function seedOf(seed: number, symbol: string): number {
  // FNV-1a
  let hash = 0x811c9dc5 ^ mix(seed);
  for (let index = 0; index < symbol.length; index++) {
    hash = Math.imul(hash ^ symbol.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}

/** Every bit of the result depends on every bit given ("lowbias32" by Chris Wellons). */
function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
