-- A run belongs to the server whose data folder holds its files: `replica`. While it runs, the server's incarnation
-- renews the lease; a run whose lease is over was lost with its server.
CREATE TABLE training_runs (
  id TEXT NOT NULL PRIMARY KEY,
  project TEXT NOT NULL,
  head TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  trainer TEXT NOT NULL,
  base TEXT NOT NULL,
  base_sha256 TEXT NOT NULL,
  data TEXT NOT NULL,
  settings TEXT NOT NULL,
  replica TEXT NOT NULL,
  incarnation TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  cancel_requested BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  queued_at_ms BIGINT NOT NULL,
  started_at_ms BIGINT,
  ended_at_ms BIGINT,
  lease_expires_at_ms BIGINT,
  progress TEXT NOT NULL,
  points TEXT NOT NULL,
  log_tail TEXT NOT NULL,
  log_bytes BIGINT NOT NULL,
  reserved_nanodollars BIGINT NOT NULL,
  cost_nanodollars BIGINT NOT NULL,
  ended TEXT NOT NULL
);
CREATE INDEX training_runs_by_project ON training_runs (project, id);
CREATE INDEX training_runs_by_state ON training_runs (state, replica, queued_at_ms, id);

-- One row: which run trains now, of all servers on this database. Its lease is renewed with the run's.
CREATE TABLE training_slots (
  id BIGINT NOT NULL PRIMARY KEY,
  run TEXT NOT NULL,
  expires_at_ms BIGINT NOT NULL
);

INSERT INTO training_slots (id, run, expires_at_ms) VALUES (1, '', 0);
