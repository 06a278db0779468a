-- One row for each question of a project that its local model got wrong: `prompt_key` is the hash of the prompt without
-- the differences that do not matter.
CREATE TABLE misses (
  id TEXT NOT NULL PRIMARY KEY,
  project TEXT NOT NULL,
  head TEXT NOT NULL,
  prompt_key TEXT NOT NULL,
  prompt TEXT NOT NULL,
  shortcoming TEXT NOT NULL,
  model TEXT NOT NULL,
  model_answer TEXT NOT NULL,
  confidence DOUBLE PRECISION,
  source TEXT NOT NULL,
  verdict TEXT NOT NULL,
  right_answer TEXT NOT NULL,
  family TEXT NOT NULL,
  thinking TEXT,
  lesson_answer TEXT NOT NULL,
  content TEXT NOT NULL,
  task TEXT NOT NULL,
  times BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  last_seen_at_ms BIGINT NOT NULL,
  UNIQUE (project, head, prompt_key)
);
CREATE INDEX misses_by_project ON misses (project, id);
CREATE INDEX misses_by_head ON misses (project, head, last_seen_at_ms, id);
CREATE INDEX misses_by_age ON misses (last_seen_at_ms);
