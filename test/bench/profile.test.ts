import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type Picture, takePictures} from '../../bench/profile-album.ts';
import {doctorVerdict} from '../../bench/profile-doctor.ts';
import {heapSummary, profileForClinic} from '../../bench/profile-heap.ts';
import {profileOptions} from '../../bench/profile-options.ts';
import {ProfileError, readOutput} from '../../bench/profile-run.ts';
import {doctorText} from '../../bench/profile-text.ts';
import {soakOptionsSchema} from '../../src/diagnose/soak/soak-options.ts';

const run = promisify(execFile);
const PROFILE = join(import.meta.dirname, '..', '..', 'bench', 'profile.ts');
const ROOT = join(tmpdir(), 'trading');

const SOAK = {
  lifecycles: 120,
  checkpoints: 12,
  warmUpCheckpoints: 4,
  batch: 10,
  symbols: 5,
  residents: 1,
  visitorEvery: 10,
  store: 'memory',
  optimizes: false,
  heapLeakBytes: 25,
  heapUpperBytes: null,
  sightBytes: 100,
  externalLeakBytes: 25,
  rssGrowthMib: 64,
  workerLeakBytes: 100,
  walMib: 64,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-profile-test-'));
});
afterAll(() => {
  rmSync(folder, {recursive: true, force: true});
});

type Frame = Readonly<{functionName: string; file?: string; lineNumber?: number; selfSize?: number}>;

/** A function of a heap profile as V8 writes it, with those that it called. */
function called({functionName, file, lineNumber = -1, selfSize = 0}: Frame, ...children: readonly object[]) {
  const url = file?.startsWith('node:')
    ? file
    : file === undefined
      ? ''
      : pathToFileURL(join(ROOT, file)).href;
  return {
    callFrame: {functionName, scriptId: '1', url, lineNumber, columnNumber: 0},
    selfSize,
    id: 1,
    children,
  };
}

function profileOf(...children: readonly object[]): string {
  return JSON.stringify({head: called({functionName: '(root)'}, ...children), samples: []});
}

describe('heapSummary', () => {
  const compile: Frame = {functionName: 'compile', file: 'src/condition/compile.ts', lineNumber: 10};
  const add: Frame = {functionName: 'add', file: 'src/plan/add.ts', lineNumber: 4};

  it('adds up a function over all its callers, largest first', () => {
    const profile = profileOf(
      called({...compile, selfSize: 300}),
      called({...add, selfSize: 500}, called({...compile, selfSize: 400})),
    );
    expect(heapSummary(profile, ROOT)).toEqual({
      totalBytes: 1200,
      sites: [
        {name: 'compile', place: 'src/condition/compile.ts:11', bytes: 700},
        {name: 'add', place: 'src/plan/add.ts:5', bytes: 500},
      ],
    });
  });

  it('counts what V8’s own functions make to the function that called them', () => {
    const push = {functionName: 'push', selfSize: 60};
    const profile = profileOf(called(push), called({...add, selfSize: 1}, called(push, called(push))));
    expect(heapSummary(profile, ROOT).sites).toEqual([
      {name: 'add', place: 'src/plan/add.ts:5', bytes: 121},
      {name: '(no function)', place: 'V8', bytes: 60},
    ]);
  });

  it('tells functions of one line apart by name, and names what has none', () => {
    const profile = profileOf(
      called({...add, selfSize: 2}),
      called({...add, functionName: '', selfSize: 1}),
      called({functionName: 'readFileSync', file: 'node:fs', lineNumber: 0, selfSize: 3}),
    );
    expect(heapSummary(profile, ROOT).sites).toEqual([
      {name: 'readFileSync', place: 'node:fs:1', bytes: 3},
      {name: 'add', place: 'src/plan/add.ts:5', bytes: 2},
      {name: '(anonymous)', place: 'src/plan/add.ts:5', bytes: 1},
    ]);
  });

  it('names no more functions than asked for, and counts all', () => {
    const frames = Array.from({length: 12}, (_, line) =>
      called({...add, lineNumber: line, selfSize: 1 + line}),
    );
    const {totalBytes, sites} = heapSummary(profileOf(...frames), ROOT, 3);
    expect(totalBytes).toBe(78);
    expect(sites.map(({bytes}) => bytes)).toEqual([12, 11, 10]);
  });

  it('has no function and no bytes of a profile without samples', () => {
    expect(heapSummary(profileOf(), ROOT)).toEqual({totalBytes: 0, sites: []});
  });

  it('refuses what is no heap profile', () => {
    expect(() => heapSummary('{"nodes":[]}', ROOT)).toThrow();
    expect(() => heapSummary('', ROOT)).toThrow();
  });
});

describe('profileForClinic', () => {
  it('gives files paths that clinic takes for JavaScript, and leaves Node’s names and all sizes', () => {
    const profile = profileOf(
      called(
        {functionName: 'add', file: 'src/add.ts', lineNumber: 4, selfSize: 7},
        called({functionName: 'post', file: 'node:inspector', lineNumber: 1, selfSize: 8}),
      ),
    );
    const shown = profileForClinic(profile, ROOT);
    expect(JSON.parse(shown)).toMatchObject({
      head: {
        children: [
          {
            callFrame: {functionName: 'add', url: '/vigil.js/src/add.ts', lineNumber: 4},
            selfSize: 7,
            children: [{callFrame: {url: 'node:inspector'}, selfSize: 8}],
          },
        ],
      },
      samples: [],
    });
  });
});

describe('doctorVerdict', () => {
  const sample = (timestamp: number, delay: number) => ({
    timestamp,
    delay,
    cpu: delay / 100,
    memory: {rss: 1, heapTotal: 1, heapUsed: 1000 + delay},
    handles: 3,
    loopUtilization: 50,
  });
  const none = {external: 'none', rss: 'none', heapTotal: 'none', heapUsed: 'none'};
  const page = (category: string, issues: object, processStat: readonly object[], interval = [10, 40]) => {
    const data = {analysis: {interval, issues, issueCategory: category}, processStat, traceEvent: []};
    return `<body><script type="application/json" id="clinic-data">\n${JSON.stringify(data)}\n</script></body>`;
  };

  it('says what clinic says, which graphs it marks, and the figures of the stretch that it judged', () => {
    const issues = {delay: 'performance', cpu: 'none', memory: {...none, heapUsed: 'performance'}};
    const samples = [sample(0, 900), sample(10, 1), sample(20, 120), sample(40, 2), sample(50, 800)];
    expect(doctorVerdict(page('event-loop', issues, samples))).toEqual({
      verdict: 'a potential event-loop issue',
      marked: ['delay', 'memory.heapUsed'],
      samples: 3,
      cpu: {min: 0.01, median: 0.02, max: 1.2},
      delayMs: {min: 1, median: 2, max: 120},
      heapBytes: {min: 1001, median: 1002, max: 1120},
      handles: {min: 3, median: 3, max: 3},
    });
  });

  it('takes all samples when clinic could judge none', () => {
    const html = page('data', {delay: 'data', memory: none}, [sample(0, 5)], [Number.NaN, Number.NaN]);
    expect(doctorVerdict(html)).toMatchObject({verdict: 'too little data to judge', marked: [], samples: 1});
  });

  it('refuses samples that go back in time: those of two threads', () => {
    const html = page('none', {delay: 'none'}, [sample(10, 1), sample(30, 1), sample(20, 1)]);
    expect(() => doctorVerdict(html)).toThrow('go back in time');
  });

  it('refuses a page without data, and data without samples', () => {
    expect(() => doctorVerdict('<body></body>')).toThrow();
    expect(() => doctorVerdict(page('none', {delay: 'none'}, []))).toThrow('no sample');
  });
});

describe('doctorText', () => {
  it('warns of a verdict on a machine that was busy with other things', () => {
    const range = {min: 1, median: 2, max: 3};
    const figures = {cpu: range, delayMs: range, heapBytes: range, handles: range};
    const seen = {verdict: 'no issue', marked: [], samples: 9, ...figures};
    const textAt = (load: number) =>
      doctorText({lifecycles: 2400, plans: 4, elapsedMs: 5000}, seen, {load, cores: 2});
    expect(textAt(1.9)).not.toContain('busy');
    expect(textAt(2.1)).toContain('busy (load 2.1, 2 cores)');
  });
});

describe('readOutput', () => {
  it('says whose output is missing or empty', () => {
    const empty = join(folder, 'empty.html');
    writeFileSync(empty, '');
    expect(() => readOutput('clinic doctor', join(folder, 'missing.html'))).toThrow(
      /^clinic doctor produced nothing: ".*missing\.html" was not written$/,
    );
    expect(() => readOutput('clinic doctor', empty)).toThrow(
      /^clinic doctor produced nothing: ".*" is empty$/,
    );
  });
});

describe('takePictures', () => {
  const options = soakOptionsSchema.parse(SOAK);
  const sharp: Picture = {
    files: ['sharp.html'],
    take: async (_, place) => {
      writeFileSync(join(place, 'sharp.html'), 'new');
      return 'all is well';
    },
  };
  const failed: Picture = {
    files: ['failed.html'],
    take: async () => {
      throw new ProfileError('clinic doctor produced nothing');
    },
  };

  it('goes on after one that failed, says so, and leaves no older picture in its place', async () => {
    const out = join(folder, 'album');
    const said: string[] = [];
    const album = {
      out,
      onTaken: (text: string) => said.push(`taken: ${text}`),
      onFailed: (text: string) => said.push(`failed: ${text}`),
    };
    mkdirSync(out);
    writeFileSync(join(out, 'failed.html'), 'old');
    expect(await takePictures([failed, sharp], options, album)).toBe(false);
    expect(said).toEqual([
      'failed: clinic doctor produced nothing',
      `taken: all is well\n${join(out, 'sharp.html')}`,
    ]);
    expect(readdirSync(out)).toEqual(['sharp.html']);
    expect(await takePictures([sharp], options, album)).toBe(true);
  });

  it('lets errors through that no tool made', async () => {
    const broken: Picture = {files: [], take: async () => Promise.reject(new TypeError('a defect'))};
    const album = {out: join(folder, 'broken'), onTaken: () => {}, onFailed: () => {}};
    await expect(takePictures([broken], options, album)).rejects.toThrow('a defect');
  });
});

describe('profileOptions', () => {
  it('takes all pictures of the short soak unless told otherwise', () => {
    expect(profileOptions([])).toMatchObject({
      tools: ['doctor', 'heapprofiler', 'allocations'],
      scenario: 'short',
      lifecycles: undefined,
    });
    expect(profileOptions(['--tool', 'doctor', '--lifecycles', '5000'])).toMatchObject({
      tools: ['doctor'],
      lifecycles: 5000,
    });
  });

  it.each([[['--tool', 'doktor']], [['--tols', 'doctor']], [['doctor']]])('refuses %j', (argv) => {
    expect(() => profileOptions(argv)).toThrow(expect.objectContaining({code: 'USAGE_INVALID'}));
  });
});

describe('bench/profile.ts', () => {
  it('samples what a soak allocates and names the functions, also of what was collected', async () => {
    const scenario = join(folder, 'tiny.json');
    const out = join(folder, 'out');
    writeFileSync(scenario, JSON.stringify({soak: SOAK}));
    const argv = ['--tool', 'allocations', '--scenario', scenario, '--out', out];
    const {stdout} = await run(process.execPath, [PROFILE, ...argv]);
    expect(readdirSync(out)).toEqual(['allocated.heapprofile']);
    expect(stdout).toContain(join(out, 'allocated.heapprofile'));
    // What plans are read into lives only as long as a batch.
    const {totalBytes, sites} = heapSummary(
      readOutput('the test', join(out, 'allocated.heapprofile')),
      join(PROFILE, '..', '..'),
      200,
    );
    expect(totalBytes).toBeGreaterThan(5_000_000);
    expect(sites.map(({place}) => place)).toContainEqual(expect.stringMatching(/^src\/engine\/.*\.ts:\d+$/));
  });

  it('refuses an unknown scenario before it runs anything', async () => {
    const refused = run(process.execPath, [PROFILE, '--scenario', 'shrt', '--out', join(folder, 'none')]);
    await expect(refused).rejects.toMatchObject({code: 2, stderr: expect.stringContaining('"shrt"')});
  });
});
