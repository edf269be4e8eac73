import {spawnSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {hasPythonWith} from '../../has-program.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  claimTerms,
  CLOSE,
  CLOSED_REPORT,
  NOW_MS,
  takeLease,
  UNRESOLVED,
} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

/** Written from the description of the chain, not from its code. Reads only. */
const VERIFY = `
import hashlib, json, sqlite3, sys
db = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
db.row_factory = sqlite3.Row
chains, wrong = {}, []
for row in db.execute("SELECT * FROM plan_events ORDER BY plan_id, sequence"):
    event = {"planId": row["plan_id"], "sequence": row["sequence"], "atMs": row["at_ms"],
             "from": row["from_status"], "to": row["to_status"], "kind": row["kind"], "details": "@"}
    if row["level"] is not None:
        event["level"] = row["level"]
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    text = text.replace('"@"', row["details"], 1)
    previous = chains.get(row["plan_id"], "")
    digest = hashlib.sha256((previous + text).encode()).hexdigest()
    if digest != row["hash"]:
        wrong.append([row["plan_id"], row["sequence"]])
    chains[row["plan_id"]] = row["hash"]
print(json.dumps({"integrity": db.execute("PRAGMA integrity_check").fetchone()[0],
                  "plans": len(chains), "wrong": wrong}))
`;

const hasPython = hasPythonWith('sqlite3');

describe.skipIf(!hasPython)('the file, read by another program', () => {
  it('is sound and has the hashes that its description says', async () => {
    const path = temporaryDatabase();
    const store = await SqliteStore.open({path, ...REAL});
    await takeLease(store);
    await store.add([aPlan(), aPlan({id: 'other', notes: 'a "quoted" \\ and\nbroken line, 金 🙂'})], NOW_MS);
    await store.claim(anIntent(), claimTerms(), NOW_MS);
    await store.settle(anIntent().clientOrderId, UNRESOLVED, NOW_MS);
    await store.settle(anIntent().clientOrderId, ACCEPTED, NOW_MS);
    const close = {...CLOSE, profit: 1e-7};
    await store.report(anIntent().clientOrderId, {...CLOSED_REPORT, close}, NOW_MS);
    await store.edit(aPlan({id: 'other', notes: null, when: {price: {above: 1e-7}}}), 1, NOW_MS + 1);
    await store.cancel('other', 'genug – 足够', NOW_MS);
    // Older SQLite libraries must not open a database that is in use.
    await store.close();
    const {stdout, stderr} = spawnSync('python3', ['-c', VERIFY, path], {encoding: 'utf8'});
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({integrity: 'ok', plans: 2, wrong: []});
  });
});
