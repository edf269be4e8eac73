const TEXT_MAX = 60;

/** A value as a message shows it: short, on one line, and without control characters. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** A name out of an input, as a message may repeat it. */
export function shownName(name: string, charactersMax = TEXT_MAX): string {
  return shortened(name, charactersMax).replaceAll(/\p{C}/gu, '?');
}

function shortened(text: string, charactersMax = TEXT_MAX): string {
  return text.length > charactersMax ? `${text.slice(0, charactersMax - 1)}…` : text;
}
