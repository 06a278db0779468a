CREATE TABLE usage_records (
  sequence {{serial}},
  at_ms BIGINT NOT NULL,
  project TEXT NOT NULL,
  key_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  operation TEXT NOT NULL,
  head TEXT NOT NULL,
  lane TEXT NOT NULL,
  result TEXT NOT NULL,
  status BIGINT NOT NULL,
  input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  is_estimated BIGINT NOT NULL,
  cost_nanodollars BIGINT NOT NULL,
  duration_us BIGINT NOT NULL,
  first_frame_us BIGINT,
  request_id TEXT NOT NULL
);
CREATE INDEX usage_records_of_project ON usage_records (project, at_ms);

CREATE TABLE usage_hours (
  project TEXT NOT NULL,
  hour_ms BIGINT NOT NULL,
  key_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  operation TEXT NOT NULL,
  head TEXT NOT NULL,
  lane TEXT NOT NULL,
  result TEXT NOT NULL,
  calls BIGINT NOT NULL,
  estimated_calls BIGINT NOT NULL,
  input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  cost_nanodollars BIGINT NOT NULL,
  duration_us BIGINT NOT NULL,
  first_frames BIGINT NOT NULL,
  first_frame_us BIGINT NOT NULL,
  PRIMARY KEY (project, hour_ms, key_id, provider, model, operation, head, lane, result)
);
CREATE INDEX usage_hours_by_time ON usage_hours (hour_ms);

CREATE TABLE usage_writers (
  writer TEXT NOT NULL PRIMARY KEY,
  batch BIGINT NOT NULL,
  stored_at_ms BIGINT NOT NULL
);
