/** A place where the code goes against the architecture. */
export type Finding = Readonly<{
  path: string;
  line: number;
  rule: string;
  /** What is wrong, why it matters, and what to do instead. */
  message: string;
  why: string;
  instead: string;
}>;

/** One line for a person, beginning so that editors and terminals can open the place. */
export function rendered({path, line, rule, message, why, instead}: Finding): string {
  return `${path}:${line} ${rule}: ${message}. ${why} Instead: ${instead}.`;
}
