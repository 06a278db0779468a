CREATE TABLE secrets (
  name TEXT NOT NULL PRIMARY KEY,
  -- Sealed with the master key that key_id names.
  value TEXT NOT NULL,
  key_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);

CREATE TABLE secret_changes (
  id BIGINT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL
);

INSERT INTO secret_changes (id, number) VALUES (1, 0);

-- The master key that everything new must be sealed with; empty until something is.
CREATE TABLE master_keys (
  id BIGINT NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL,
  uses BIGINT NOT NULL
);

INSERT INTO master_keys (id, key_id, uses) VALUES (1, '', 0);
