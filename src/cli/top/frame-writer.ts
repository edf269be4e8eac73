/** Terminals that know it show what is between the two at once; others ignore it. */
const BEGIN_TOGETHER = '\u001b[?2026h';
const END_TOGETHER = '\u001b[?2026l';
const CLEAR = '\u001b[2J';

/** Remembers what stands on the screen, and says what to write so that something else does. */
export class FrameWriter {
  #lines: readonly string[] | undefined;

  /** Forgets the screen: it was cleared, has another size, or was somebody else's meanwhile. */
  forget(): void {
    this.#lines = undefined;
  }

  /** All that has to be written, in one piece: only the lines that changed; empty when none did. */
  next(lines: readonly string[]): string {
    const before = this.#lines;
    this.#lines = lines;
    const changed = lines.flatMap((line, row) => (line === before?.[row] ? [] : [lineAt(row, line)]));
    if (changed.length === 0) return '';
    return `${BEGIN_TOGETHER}${before === undefined ? CLEAR : ''}${changed.join('')}${END_TOGETHER}`;
  }
}

/** The rest of the line is cleared first: after a line that is full the cursor still stands on its last letter. */
function lineAt(row: number, line: string): string {
  return `\u001b[${row + 1};1H\u001b[2K${line}`;
}
