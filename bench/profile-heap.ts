import {relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import {z} from 'zod';

/** A function and the stack above it, as V8 samples them; the sizes are estimates from the samples. */
const nodeSchema = z.looseObject({
  /** The line is where the function begins, from 0. No url: V8's own, or made at run time. */
  callFrame: z.looseObject({functionName: z.string(), url: z.string(), lineNumber: z.int()}),
  /** Of the objects that the function itself made. */
  selfSize: z.number(),
  get children() {
    return z.array(nodeSchema);
  },
});

const heapProfileSchema = z.looseObject({head: nodeSchema});

type Node = z.output<typeof nodeSchema>;

export type HeapSite = Readonly<{
  /** Name of the function. */
  name: string;
  /** `src/plan/plan.ts:12`, where the function begins; Node's own and V8's have no file. */
  place: string;
  bytes: number;
}>;

export type HeapSummary = Readonly<{totalBytes: number; sites: readonly HeapSite[]}>;

/**
 * The functions that made most of what a heap profile holds, largest first. What V8's own functions make
 * (`push`, compiled schemas) is counted to the function that called them: nothing else can be changed.
 *
 * @param text What a `.heapprofile` file holds.
 * @param root Folder that places are relative to.
 * @throws When it is not a heap profile.
 */
export function heapSummary(text: string, root: string, sitesMax = 10): HeapSummary {
  const {head} = heapProfileSchema.parse(JSON.parse(text));
  const sites = new Map<string, HeapSite>();
  let totalBytes = 0;
  const visit = ({callFrame, selfSize, children}: Node, caller: Omit<HeapSite, 'bytes'>): void => {
    const site = callFrame.url === '' ? caller : siteOf(callFrame, root);
    const key = `${site.name} ${site.place}`;
    totalBytes += selfSize;
    sites.set(key, {...site, bytes: (sites.get(key)?.bytes ?? 0) + selfSize});
    for (const child of children) visit(child, site);
  };
  visit(head, {name: '(no function)', place: 'V8'});
  const sorted = [...sites.values()].filter(({bytes}) => bytes > 0).sort((a, b) => b.bytes - a.bytes);
  return {totalBytes, sites: sorted.slice(0, sitesMax)};
}

function siteOf({functionName, url, lineNumber}: Node['callFrame'], root: string): Omit<HeapSite, 'bytes'> {
  const path = pathOf(url);
  const file = isIn(root, path) ? relative(root, path) : path;
  return {name: functionName === '' ? '(anonymous)' : functionName, place: `${file}:${lineNumber + 1}`};
}

function isIn(root: string, path: string): boolean {
  return path.startsWith(root + sep);
}

function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

/**
 * A heap profile as clinic's picture understands it. It takes every file whose name is not JavaScript's
 * for V8's own, and every `file:` address for Node's, and hides or mislabels them; so all files get paths
 * in a folder whose name says what they are.
 */
export function profileForClinic(text: string, root: string): string {
  const {head, ...rest} = heapProfileSchema.parse(JSON.parse(text));
  const renamed = (node: Node): Node => {
    const path = pathOf(node.callFrame.url);
    const url = isIn(root, path) ? `/vigil.js/${relative(root, path)}` : path;
    return {...node, callFrame: {...node.callFrame, url}, children: node.children.map(renamed)};
  };
  return JSON.stringify({...rest, head: renamed(head)});
}
