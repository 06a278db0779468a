ALTER TABLE tasks ADD COLUMN depends_on TEXT;
ALTER TABLE tasks ADD COLUMN open_dependencies BIGINT NOT NULL DEFAULT 0;
-- 1: tasks wait for the end of this one.
ALTER TABLE tasks ADD COLUMN dependents_wait BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN workflow TEXT;
ALTER TABLE tasks ADD COLUMN step TEXT;
ALTER TABLE tasks ADD COLUMN place BIGINT;
-- 1: its workflow has not taken its end into account.
ALTER TABLE tasks ADD COLUMN workflow_waits BIGINT NOT NULL DEFAULT 0;
-- 1: not forgotten by its age, because its workflow is kept.
ALTER TABLE tasks ADD COLUMN kept BIGINT NOT NULL DEFAULT 0;
CREATE INDEX tasks_for_dependencies ON tasks (open_dependencies) WHERE open_dependencies > 0;
CREATE INDEX tasks_with_dependents ON tasks (finished_at_ms) WHERE dependents_wait = 1;
CREATE INDEX tasks_of_workflow ON tasks (workflow, place) WHERE workflow IS NOT NULL;
CREATE INDEX tasks_for_workflow ON tasks (finished_at_ms) WHERE workflow_waits = 1;
CREATE TABLE task_dependencies (
  project TEXT NOT NULL,
  task TEXT NOT NULL,
  depends_on TEXT NOT NULL,
  open BIGINT NOT NULL,
  PRIMARY KEY (project, task, depends_on)
);
CREATE INDEX task_dependencies_by_dependency ON task_dependencies (project, depends_on);
