CREATE TABLE webhooks (
  project TEXT NOT NULL,
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  events TEXT NOT NULL,
  state TEXT NOT NULL,
  disabled_reason TEXT,
  version BIGINT NOT NULL,
  events_count BIGINT NOT NULL,
  secret TEXT NOT NULL,
  secret_key TEXT NOT NULL,
  previous_secret TEXT,
  previous_until_ms BIGINT,
  -- Up to where the project's feed has been turned into deliveries.
  cursor_transaction BIGINT NOT NULL,
  cursor_sequence BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  failing_since_ms BIGINT,
  paused_until_ms BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  PRIMARY KEY (project, id)
);
CREATE UNIQUE INDEX webhooks_by_id ON webhooks (id);
CREATE INDEX webhooks_enabled ON webhooks (id) WHERE state = 'enabled';
CREATE TABLE webhook_deliveries (
  project TEXT NOT NULL,
  webhook TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  -- While pending: when the next attempt may begin; while one runs, when its lease ends.
  due_at_ms BIGINT NOT NULL,
  replica TEXT,
  incarnation TEXT,
  fence BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  round BIGINT NOT NULL,
  log TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  ended_at_ms BIGINT,
  PRIMARY KEY (project, webhook, id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook, due_at_ms) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_held ON webhook_deliveries (replica) WHERE replica IS NOT NULL;
CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at_ms) WHERE state = 'pending';
