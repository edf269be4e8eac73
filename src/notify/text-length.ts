/** The text, or its beginning with a mark that something is missing; never half of a character. */
export function cutTo(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(lengthMax - 2));
  return `${text.slice(0, lengthMax - (isHalf ? 2 : 1))}…`;
}
