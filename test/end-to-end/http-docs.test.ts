import {execFile} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {differences} from '../http/api/document.ts';
import {endAll, eventually, start, temporaryFolder, vigil, VigilProcess} from './vigil-process.ts';

const run = promisify(execFile);

const TEXT = readFileSync(join(import.meta.dirname, '../../docs/http.md'), 'utf8');

type Block = Readonly<{language: string; text: string}>;

const BLOCKS: readonly Block[] = [...TEXT.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({language, text}),
);

/** Each call of the document with the answer that it shows below, in their order. */
const EXAMPLES = BLOCKS.flatMap(({language, text}, index) => {
  const shown = BLOCKS[index + 1];
  return language === 'sh' && text.startsWith('curl ') && shown !== undefined ? [{call: text, shown}] : [];
});

let folder: string;
let address: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = temporaryFolder();
  const db = join(folder, 'plans.db');
  const token = async (name: string, ...scopes: readonly string[]) => {
    const flags = scopes.flatMap((scope) => ['--scope', scope]);
    return (await vigil(['token', 'create', name, ...flags, '--db', db])).stdout.trim();
  };
  const TOKEN = await token('signals', 'read', 'plan');
  const OPERATOR = await token('operator', 'operate');
  const server = start(['serve', '--http', '127.0.0.1:0', '--db', db]);
  address = await eventually('it listens', () => {
    const [line] = server.logged('http');
    return line === undefined ? undefined : String(line['address']);
  });
  environment = {...process.env, TOKEN, OPERATOR, URL: address, AUTH: `Authorization: Bearer ${TOKEN}`};
});

afterAll(endAll);

/** Method and path, as the document of the interface has them, of a call. */
function meantBy(call: string): readonly [string, string] {
  const method = /-X (\w+)/.exec(call)?.[1] ?? (/ -d /.test(call) ? 'POST' : 'GET');
  const path = /\$URL(\/[^\s"?]*)/.exec(call)?.[1] ?? '';
  return [method, path.replace('/gold-dip', '/{id}')];
}

describe('docs/http.md', () => {
  it('has an example of every route but that of events, which the client below has', () => {
    const shown = EXAMPLES.map(({call}) => meantBy(call).join(' '));
    const rows = [...TEXT.matchAll(/`((?:GET|POST|DELETE) \/[\w/{}]+)`/g)].map(([, name = '']) => name);
    const named = new Set(rows.filter((name) => !['GET /v1/events', 'GET /openapi.json'].includes(name)));
    expect([...named].filter((name) => !shown.includes(name))).toEqual([]);
  });

  it.each(EXAMPLES.map((one) => [meantBy(one.call).join(' '), one] as const))(
    'shows of %s what the server answers',
    async (_name, {call, shown}) => {
      const mark = '\n%{http_code} %{content_type}';
      const {stdout} = await run('bash', ['-c', call.replace('curl -s', `curl -s -w '${mark}'`)], {
        env: environment,
      });
      const end = stdout.lastIndexOf('\n');
      const [status = '', contentType = ''] = stdout.slice(end + 1).split(/ (.*)/);
      const body = stdout.slice(0, end);
      expect(differences(...meantBy(call), {status: Number(status), contentType, body})).toEqual([]);
      if (shown.language === 'json') expect(JSON.parse(body)).toMatchObject(JSON.parse(shown.text) as object);
      else for (const line of shown.text.trim().split('\n')) expect(body).toContain(line);
    },
  );

  it('has a client that misses no event and hears none twice, however it ends', async () => {
    const client = join(folder, 'client.py');
    const place = join(folder, 'place');
    writeFileSync(client, BLOCKS.find(({language}) => language === 'python')?.text ?? '');
    const follow = () => {
      const environmentOfIt = {VIGIL_URL: address, VIGIL_TOKEN: environment['TOKEN'] ?? ''};
      return new VigilProcess('python3', [client, place], {folder, environment: environmentOfIt});
    };
    const add = async (id: string) => {
      const body = {id, symbol: 'XAUUSD', side: 'buy', volume: 0.01, stopLoss: 1, when: {always: true}};
      const {status} = await fetch(`${address}/v1/plans`, {
        ...{method: 'POST', body: JSON.stringify(body)},
        headers: {authorization: `Bearer ${environment['TOKEN']}`, 'content-type': 'application/json'},
      });
      expect(status).toBe(201);
    };
    const told: string[] = [];
    const idsOf = ({stdout}: VigilProcess) =>
      stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ')[2] ?? '']));
    /** Its place is written after an event was told, so whoever ends it between hears of that event again. */
    const hasPlace = (process: VigilProcess) => {
      const last = process.stdout.trimEnd().split('\n').at(-1)?.split(' ')[0];
      return readFileSync(place, 'utf8') === last;
    };
    let listener = follow();
    await eventually('it knows its place', () => existsSync(place));
    for (const round of [1, 2, 3]) {
      await add(`before-${round}`);
      await eventually('it hears of it', () => idsOf(listener).includes(`before-${round}`));
      await eventually('it has written its place down', () => hasPlace(listener));
      await listener.stop('SIGKILL');
      told.push(...idsOf(listener));
      await add(`between-${round}`);
      listener = follow();
      await eventually('it hears of what it missed', () => idsOf(listener).includes(`between-${round}`));
    }
    await listener.stop('SIGTERM');
    told.push(...idsOf(listener));
    expect(told).toEqual([1, 2, 3].flatMap((round) => [`before-${round}`, `between-${round}`]));
  });
});
