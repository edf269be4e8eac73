import {STATUS_CODES} from 'node:http';
import {BusyError, InputError} from '../../errors.ts';
import {PROBLEM_TYPE, problemOf} from '../problem.ts';

/** What Node says of bytes that are no request, or do not come. */
export type ClientError = Error & Readonly<{code?: string}>;

/** The whole answer to bytes that never became a request. */
export function clientErrorText(error: ClientError): string {
  const problem = problemOf(errorOf(error));
  const body = JSON.stringify(problem);
  return (
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}

function errorOf({code}: ClientError): InputError | BusyError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new InputError('HEADERS_TOO_LARGE', 'The headers are too long', {
        hint: 'send fewer, or shorter ones',
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new BusyError('REQUEST_TIMEOUT', 'The request did not come in time', {hint: 'send it at once'});
    default:
      return new InputError('USAGE_INVALID', 'This is not an HTTP request');
  }
}
