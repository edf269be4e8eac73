import {request as httpRequest} from 'node:http';
import {request as httpsRequest} from 'node:https';
import type {Post, PostAnswer, PostRequest} from './post.ts';

/** Of an answer: what says why, or how long to wait, stands at its beginning. */
const BODY_BYTES_MAX = 16 * 1024;

/** Posts over http or https. A redirect is an answer like any other; a certificate that is not valid is an error. */
export const httpPost: Post = (request, signal) =>
  new Promise<PostAnswer>((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const sending = opened(request);
    const onAbort = () => {
      reject(signal.reason as Error);
      sending.destroy();
    };
    signal.addEventListener('abort', onAbort, {once: true});
    const done = () => signal.removeEventListener('abort', onAbort);
    sending.on('error', (error) => {
      done();
      reject(error);
    });
    sending.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const answer = () => {
        done();
        const body = Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX).toString('utf8');
        resolve({status: response.statusCode ?? 0, headers: plain(response.headers), body});
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes < BODY_BYTES_MAX) return;
        answer();
        sending.destroy();
      });
      response.on('end', answer);
      response.on('error', (error) => {
        done();
        reject(error);
      });
    });
    sending.end(request.body);
  });

function opened({url, headers, body}: PostRequest) {
  const options = {
    method: 'POST',
    headers: {...headers, 'content-length': String(Buffer.byteLength(body))},
    // A connection that is kept may be dead when the next event comes, minutes later.
    agent: false,
  };
  return url.startsWith('https:')
    ? httpsRequest(url, {...options, rejectUnauthorized: true})
    : httpRequest(url, options);
}

function plain(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
