/**
 * An endpoint in a process of its own. Prints its port, then each request that it has read whole, as a line of JSON,
 * before it answers.
 *
 * Arguments: what it does: `take` (200), `hold` (reads the request and never answers), or a status.
 */
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

const [, , doing = 'take'] = process.argv;

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    process.stdout.write(`${JSON.stringify({headers: request.headers, body})}\n`);
    if (doing === 'hold') return;
    response.writeHead(doing === 'take' ? 200 : Number(doing)).end('noted');
  });
});

server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({port: (server.address() as AddressInfo).port})}\n`);
});
