import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createServer as createHttp, Server as HttpServer, type RequestListener} from 'node:http';
import {createServer as createHttps} from 'node:https';
import {type AddressInfo, createServer as createTcp, type Server} from 'node:net';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {httpPost} from '../../src/notify/http-post.ts';
import {temporaryDirectory} from '../store/sqlite/temporary-database.ts';

const never = new AbortController().signal;

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    if (server instanceof HttpServer) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function endpoint(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createHttp(listener))}`;
}

function post(url: string, signal = never) {
  return httpPost(
    {url, headers: {'content-type': 'application/json', 'vigil-event-id': '7'}, body: '{"x":"ü"}'},
    signal,
  );
}

describe('a post', () => {
  it('sends headers and body as they are, and gives status, headers and body of the answer', async () => {
    const got: unknown[] = [];
    const url = await endpoint((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        got.push(
          request.method,
          request.url,
          request.headers['vigil-event-id'],
          Buffer.concat(chunks).toString(),
        );
        response.writeHead(429, {'Retry-After': '7'}).end('slow down, ü');
      });
    });
    const answer = await post(`${url}/a/b?c=d`);
    expect(answer).toMatchObject({status: 429, headers: {'retry-after': '7'}, body: 'slow down, ü'});
    expect(got).toEqual(['POST', '/a/b?c=d', '7', '{"x":"ü"}']);
  });

  it('follows no redirect', async () => {
    const paths: unknown[] = [];
    const url = await endpoint((request, response) => {
      paths.push(request.url);
      response.writeHead(307, {location: '/elsewhere'}).end();
    });
    expect((await post(`${url}/here`)).status).toBe(307);
    expect(paths).toEqual(['/here']);
  });

  it('says why there is no answer', async () => {
    const port = await listening(createTcp((socket) => socket.destroy()));
    await expect(post(`http://127.0.0.1:${port}/`)).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(post('http://127.0.0.1:9/')).rejects.toThrow('ECONNREFUSED');
    const cut = await listening(
      createTcp((socket) => {
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
          setImmediate(() => socket.destroy());
        });
      }),
    );
    await expect(post(`http://127.0.0.1:${cut}/`)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  it('refuses a certificate that nobody has signed', async () => {
    const folder = temporaryDirectory();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        '-days',
        '1',
        '-subj',
        '/CN=localhost',
      ],
      {stdio: 'ignore'},
    );
    let requests = 0;
    const server = createHttps({key: readFileSync(key), cert: readFileSync(cert)}, (_, response) => {
      requests += 1;
      response.end();
    });
    const port = await listening(server);
    await expect(post(`https://127.0.0.1:${port}/`)).rejects.toThrow(/self.signed/);
    expect(requests).toBe(0);
  });

  it('ends with the reason of the signal, before, while nobody answers, and in the midst of an answer', async () => {
    let isThere = () => {};
    const url = await endpoint((request, response) => {
      if (request.url === '/half') response.write('half of it');
      isThere();
    });
    const reason = new Error('enough');
    await expect(post(url, AbortSignal.abort(reason))).rejects.toBe(reason);
    for (const path of ['/nothing', '/half']) {
      const stop = new AbortController();
      const asked = new Promise<void>((resolve) => {
        isThere = resolve;
      });
      const sent = post(url + path, stop.signal);
      await asked;
      stop.abort(reason);
      await expect(sent).rejects.toBe(reason);
    }
  });

  it('reads no more of an answer than it needs, however much there is', async () => {
    const url = await endpoint((_, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    });
    const {status, body} = await post(url);
    expect([status, body.length]).toEqual([200, 16 * 1024]);
  });
});
