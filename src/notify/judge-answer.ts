import type {PostAnswer} from './post.ts';

/**
 * What an answer means.
 *
 * | verdict   | status                          | then                          |
 * | --------- | ------------------------------- | ----------------------------- |
 * | delivered | 2xx                             | the next event                |
 * | refused   | 4xx but for those below         | never this event again        |
 * | failed    | 408, 425, 429, and all others   | this event again, after a while |
 */
export type Verdict = 'delivered' | 'refused' | 'failed';

/** These say that the moment was wrong, not the message. */
const TRY_AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);

export function judged({status}: PostAnswer): Verdict {
  if (status >= 200 && status < 300) return 'delivered';
  return status >= 400 && status < 500 && !TRY_AGAIN.has(status) ? 'refused' : 'failed';
}

/** Letters of an answer that an error keeps. */
const SHOWN_MAX = 200;

/** What an answer that is no delivery says, on one line; `redacted` has to see it before it is cut. */
export function answerText({status, body}: PostAnswer, redacted: (text: string) => string): string {
  const said = shortened(redacted(body));
  const moved = status >= 300 && status < 400 ? ' (a redirect, which is not followed)' : '';
  return `HTTP ${status}${moved}${said === '' ? '' : `: ${said}`}`;
}

/** Printable, on one line, and not long. */
export function shortened(text: string): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  return line.length <= SHOWN_MAX ? line : `${line.slice(0, SHOWN_MAX).toWellFormed()}…`;
}
