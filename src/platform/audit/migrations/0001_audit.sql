CREATE TABLE audit_entries (
  replica TEXT NOT NULL,
  number BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_key_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  project TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL,
  client_address TEXT NOT NULL,
  request_id TEXT NOT NULL,
  details TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (replica, number)
);

CREATE INDEX audit_entries_by_time ON audit_entries (at_ms, replica, number);

CREATE TABLE audit_checkpoints (
  replica TEXT NOT NULL,
  number BIGINT NOT NULL,
  hash TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  public_key TEXT NOT NULL,
  signature TEXT NOT NULL,
  PRIMARY KEY (replica, number)
);
