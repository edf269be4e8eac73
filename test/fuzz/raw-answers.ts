export type RawAnswer = Readonly<{status: number; contentType: string; body: string}>;

/**
 * The answers in what a server has sent on one connection.
 *
 * @param isHead Whether the body that they announce stays away.
 * @throws {Error} where it is no answer, or not a whole one.
 */
export function rawAnswers(text: string, isHead: boolean): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = Buffer.from(text, 'latin1'); rest.length > 0; ) {
    const end = rest.indexOf('\r\n\r\n');
    const head = rest.subarray(0, end < 0 ? rest.length : end).toString('latin1');
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(head) ?? [];
    if (end < 0 || status === undefined) throw new Error(`not an answer: ${head.slice(0, 200)}`);
    const headers = new Map(
      head
        .split('\r\n')
        .slice(1)
        .map((line) => [
          line.slice(0, line.indexOf(':')).toLowerCase(),
          line.slice(line.indexOf(':') + 1).trim(),
        ]),
    );
    rest = rest.subarray(end + 4);
    if (status === '100') continue;
    const length = Number(headers.get('content-length') ?? Number.NaN);
    if (Number.isNaN(length)) throw new Error(`an answer without a length: ${head}`);
    const body = rest.subarray(0, length);
    if (body.length < length && !isHead) throw new Error(`an answer that is cut off: ${head}`);
    rest = rest.subarray(body.length);
    const contentType = headers.get('content-type') ?? '';
    answers.push({status: Number(status), contentType, body: body.toString('utf8')});
  }
  return answers;
}
