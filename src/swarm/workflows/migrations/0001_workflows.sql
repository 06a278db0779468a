CREATE TABLE workflows (
  project TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  events_count BIGINT NOT NULL,
  plan TEXT NOT NULL,
  metadata TEXT,
  steps_total BIGINT NOT NULL,
  steps_waiting BIGINT NOT NULL,
  steps_completed BIGINT NOT NULL,
  steps_failed BIGINT NOT NULL,
  steps_cancelled BIGINT NOT NULL,
  -- How it will end, once all its steps have ended: cancelled or failed.
  stopping TEXT,
  reason TEXT,
  failure TEXT,
  -- 1: there is something to do beside taking ended steps into account.
  look_again BIGINT NOT NULL,
  deadline_ms BIGINT NOT NULL,
  deadline_at_ms BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  request_id TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT,
  PRIMARY KEY (project, id)
);
CREATE INDEX workflows_running ON workflows (deadline_at_ms) WHERE state = 'running';
CREATE INDEX workflows_to_look_at ON workflows (updated_at_ms) WHERE look_again = 1;
CREATE INDEX workflows_finished ON workflows (finished_at_ms) WHERE finished_at_ms IS NOT NULL;
