import {type Check, failure, ok} from '../check.ts';

/** The Node that runs this. */
export const node: Check = {
  name: 'node',
  look: ({nodeVersion, nodeRange}) => {
    if (isAtLeast(nodeVersion, nodeRange)) return [ok(nodeVersion)];
    return [failure(`${nodeVersion} is too old; ${nodeRange} is needed`, 'npm ci')];
  },
};

function isAtLeast(version: string, range: string): boolean {
  const [found, oldest] = [numbersOf(version), numbersOf(range)];
  for (const [index, wanted] of oldest.entries()) {
    const has = found[index] ?? 0;
    if (has !== wanted) return has > wanted;
  }
  return true;
}

function numbersOf(text: string): number[] {
  return [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}
