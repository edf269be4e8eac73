/**
 * Version 4 of the database: how the verdict on each plan came about, beside what was last thought of it.
 *
 * The last verdict of a plan becomes its first change.
 */
export const SCHEMA_4 = `
CREATE TABLE verdict_changes (
  plan_id TEXT NOT NULL REFERENCES plans (id),
  -- Grows by one; the oldest are deleted.
  number INTEGER NOT NULL CHECK (number >= 1),
  at_ms INTEGER NOT NULL,
  plan_version INTEGER NOT NULL CHECK (plan_version >= 1),
  -- NULL: the first of its version.
  from_state TEXT CHECK (from_state IN ('met', 'unmet', 'unknown')),
  to_state TEXT NOT NULL CHECK (to_state IN ('met', 'unmet', 'unknown')),
  -- The conditions that changed, JSON.
  conditions TEXT NOT NULL CHECK (json_valid(conditions)),
  PRIMARY KEY (plan_id, number)
) STRICT, WITHOUT ROWID;

INSERT INTO verdict_changes (plan_id, number, at_ms, plan_version, from_state, to_state, conditions)
SELECT plan_id, 1, as_of_ms, version, NULL, state,
  (SELECT json_group_array(json_object('path', value ->> '$.path', 'kind', value ->> '$.kind', 'from', NULL,
     'to', json_remove(value, '$.path', '$.kind')) ORDER BY key)
   FROM json_each(verdicts.conditions))
FROM verdicts JOIN plans ON plans.id = plan_id ORDER BY plan_id;

CREATE TRIGGER verdict_changes_in_order BEFORE INSERT ON verdict_changes
WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM verdict_changes WHERE plan_id = NEW.plan_id), 0)
BEGIN SELECT RAISE(ABORT, 'the verdict changes of a plan are numbered without a hole'); END;

CREATE TRIGGER verdict_changes_unchanged BEFORE UPDATE ON verdict_changes
BEGIN SELECT RAISE(ABORT, 'a verdict change is never changed'); END;
`;
