CREATE TABLE tasks (
  project TEXT NOT NULL,
  id TEXT NOT NULL,
  state TEXT NOT NULL,
  priority TEXT NOT NULL,
  rank BIGINT NOT NULL,
  queued BIGINT NOT NULL,
  ready_at_ms BIGINT NOT NULL,
  version BIGINT NOT NULL,
  events_count BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  worker TEXT,
  claim TEXT,
  prompt TEXT NOT NULL,
  messages TEXT,
  head_wanted TEXT,
  metadata TEXT,
  deadline_ms BIGINT NOT NULL,
  deadline_at_ms BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  attempts_max BIGINT NOT NULL,
  lost_leases BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  request_id TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  started_at_ms BIGINT,
  finished_at_ms BIGINT,
  head TEXT,
  verdict TEXT,
  reason TEXT,
  answer TEXT,
  value TEXT,
  result TEXT,
  failure TEXT,
  PRIMARY KEY (project, id)
);
CREATE INDEX tasks_queued ON tasks (rank) WHERE queued = 1;
CREATE INDEX tasks_running ON tasks (worker) WHERE state = 'running';
CREATE INDEX tasks_retrying ON tasks (ready_at_ms) WHERE state = 'retrying' AND queued = 0;
CREATE INDEX tasks_waiting ON tasks (deadline_at_ms) WHERE state IN ('pending', 'retrying');
CREATE INDEX tasks_finished ON tasks (finished_at_ms) WHERE finished_at_ms IS NOT NULL;
CREATE INDEX tasks_troubled ON tasks (project, id) WHERE state IN ('failed', 'dead_letter');
CREATE TABLE task_traces (
  project TEXT NOT NULL,
  task TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  trace TEXT NOT NULL,
  PRIMARY KEY (project, task, attempt)
);
CREATE INDEX task_traces_by_age ON task_traces (at_ms);
CREATE TABLE task_feedback (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL,
  task TEXT NOT NULL,
  correct BIGINT NOT NULL,
  right_answer TEXT,
  note TEXT,
  given_by TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE INDEX task_feedback_by_task ON task_feedback (project, task);
CREATE TABLE idempotency_keys (
  project TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  tasks TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (project, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (at_ms);
CREATE TABLE workers (
  id TEXT PRIMARY KEY,
  replica TEXT NOT NULL,
  started_at_ms BIGINT NOT NULL,
  lease_until_ms BIGINT NOT NULL
);
