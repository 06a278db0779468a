CREATE TABLE events (
  sequence {{serial}},
  transaction_id BIGINT NOT NULL,
  project TEXT NOT NULL,
  subject TEXT NOT NULL,
  number BIGINT NOT NULL,
  type TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  data TEXT NOT NULL
);
CREATE UNIQUE INDEX events_by_subject ON events (subject, number);
CREATE INDEX events_by_project ON events (project, transaction_id, sequence);
-- What retention deleted: a cursor below the floor of its project has expired.
CREATE TABLE event_floors (
  project TEXT PRIMARY KEY,
  transaction_id BIGINT NOT NULL,
  sequence BIGINT NOT NULL
);
