/** A table of a report's page: what it shows, and its cells as text, row by row. */
export type ReportTable = Readonly<{
  title: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  /** Also shown in a shell: it is what was asked for. */
  inText?: true;
}>;
