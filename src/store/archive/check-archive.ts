import {createReadStream} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {messageOf} from '../../errors.ts';
import type {ArchivedPlan, CheckFinding, Store} from '../../ports/store.ts';
import {type ArchivedLine, readArchiveLine} from '../sqlite/archive-line.ts';
import {checkStoredPlan} from '../sqlite/check.ts';

/**
 * Holds the files of archived plans against what the database remembers of them: each plan is there, with the history
 * that it had, and breaks no rule.
 *
 * | code | what was found |
 * |---|---|
 * | ARCHIVE_UNREADABLE | a file is gone, or cannot be read |
 * | ARCHIVE_LINE_MISSING | a plan is not in the file that it was written to |
 * | ARCHIVE_CHANGED | the history of a plan does not end as it did when it was archived |
 *
 * and the codes of `checkDatabase` for what is wrong within a plan.
 */
export async function checkArchive(store: Store, database: string): Promise<readonly CheckFinding[]> {
  const findings: CheckFinding[] = [];
  for (const [file, plans] of Map.groupBy(await store.archived(), ({file: name}) => name)) {
    const wanted = new Map(plans.map((plan) => [plan.id, plan]));
    try {
      const path = resolve(dirname(resolve(database)), file);
      for await (const text of createInterface({input: createReadStream(path), crlfDelay: Infinity})) {
        const line = readArchiveLine(text);
        const plan = line?.databaseId === store.databaseId ? wanted.get(line.id) : undefined;
        if (line === undefined || plan?.revision !== line.revision) continue;
        wanted.delete(line.id);
        findings.push(...findingsIn(line, plan));
      }
    } catch (error) {
      findings.push({code: 'ARCHIVE_UNREADABLE', subject: file, message: messageOf(error)});
      continue;
    }
    for (const {id} of wanted.values()) {
      findings.push({code: 'ARCHIVE_LINE_MISSING', subject: id, message: `the plan is not in "${file}"`});
    }
  }
  return findings;
}

function findingsIn(line: ArchivedLine, {hash}: ArchivedPlan): readonly CheckFinding[] {
  const findings: CheckFinding[] = [];
  const report = (code: string, subject: string, message: string) => {
    findings.push({code, subject, message});
  };
  try {
    checkStoredPlan(line, line.revision, report);
  } catch (error) {
    report('ARCHIVE_CHANGED', line.id, `the line cannot be read: ${messageOf(error)}`);
  }
  if (line.events.at(-1)?.hash !== hash) {
    report('ARCHIVE_CHANGED', line.id, 'the history does not end as it did when the plan was archived');
  }
  return findings;
}
