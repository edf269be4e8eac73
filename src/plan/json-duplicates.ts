/** A key that an object has twice. */
export type DuplicateKey = Readonly<{key: string; offset: number}>;

/**
 * Keys that stand twice in one object of a JSON text. `JSON.parse` silently takes the last of them,
 * and a plan with two stop losses must not be guessed at.
 *
 * @param text Valid JSON: what `JSON.parse` has accepted.
 */
export function duplicateKeysOf(text: string): DuplicateKey[] {
  const duplicates: DuplicateKey[] = [];
  // One entry for each open bracket: the keys so far of an object, undefined for a list.
  const open: (Set<string> | undefined)[] = [];
  let isKeyNext = false;
  for (let offset = 0; offset < text.length; offset++) {
    switch (text[offset]) {
      case '{':
        open.push(new Set());
        isKeyNext = true;
        break;
      case '[':
        open.push(undefined);
        isKeyNext = false;
        break;
      case '}':
      case ']':
        open.pop();
        isKeyNext = false;
        break;
      case ',':
        isKeyNext = open.at(-1) !== undefined;
        break;
      case '"': {
        const end = endOfString(text, offset);
        const keys = open.at(-1);
        if (isKeyNext && keys !== undefined) {
          const key = String(JSON.parse(text.slice(offset, end)));
          if (keys.has(key)) duplicates.push({key, offset});
          keys.add(key);
          isKeyNext = false;
        }
        offset = end - 1;
        break;
      }
      default:
        break;
    }
  }
  return duplicates;
}

/** Offset behind the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let offset = start + 1;
  while (offset < text.length && text[offset] !== '"') offset += text[offset] === '\\' ? 2 : 1;
  return offset + 1;
}
