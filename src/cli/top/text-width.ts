/** What East Asian terminals show in two columns: ideographs, kana, hangul, full-width forms, emoji. */
const WIDE =
  /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\u3247\u3250-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{16fe4}\u{17000}-\u{18d08}\u{1aff0}-\u{1b2fb}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u;
/** What takes no column: marks on the letter before, joiners, and what only says how to show something. */
const NARROW = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
/** What would move the cursor, or worse; it may come from a broker's message or a plan's name. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Turn the direction of everything that follows on the line. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/gu;

const ELLIPSIS = '…';

const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** The text without anything that a terminal would obey. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROL, ' ').replaceAll(DIRECTION, '');
}

/** Columns that the text takes on a terminal. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const {segment} of graphemes.segment(text)) width += clusterWidth(segment);
  return width;
}

/** Letters that are shown as one are as wide as the first of them; a sign that is to be an emoji has two. */
function clusterWidth(cluster: string): number {
  if (NARROW.test(cluster)) return 0;
  return WIDE.test(cluster) || cluster.includes('\ufe0f') ? 2 : 1;
}

/** The beginning of a text that takes `width` columns at most; what is cut off leaves an ellipsis. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const {segment} of graphemes.segment(text)) {
    const next = clusterWidth(segment);
    if (used + next > width - 1) break;
    kept += segment;
    used += next;
  }
  return width < 1 ? '' : kept + ELLIPSIS;
}

/** The text in exactly `width` columns. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const kept = cut(text, width);
  const space = ' '.repeat(Math.max(0, width - widthOf(kept)));
  return align === 'left' ? kept + space : space + kept;
}

/** The text in lines of `width` columns at most, broken at spaces where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    for (let rest = afterWidth(line, width); rest !== ''; rest = afterWidth(line, width)) {
      lines.push(line.slice(0, line.length - rest.length));
      line = rest;
    }
  }
  return [...lines, line];
}

/** What of a word does not fit; always less than the word, so that it ends. */
function afterWidth(word: string, width: number): string {
  let used = 0;
  for (const {segment, index} of graphemes.segment(word)) {
    used += clusterWidth(segment);
    if (used > width && index > 0) return word.slice(index);
  }
  return '';
}
