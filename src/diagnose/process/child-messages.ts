/** What a harness's child process says to its parent. */
export type ChildMessage<Result> =
  | Readonly<{type: 'progress'; share: number}>
  | Readonly<{type: 'done'; result: Result}>
  | Readonly<{type: 'failed'; message: string; stack: string}>;
