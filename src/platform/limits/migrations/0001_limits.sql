CREATE TABLE ip_rules (
  id TEXT NOT NULL PRIMARY KEY,
  cidr TEXT NOT NULL,
  action TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  expires_at_ms BIGINT,
  UNIQUE (cidr, action)
);

CREATE TABLE ip_rule_changes (
  id BIGINT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL
);

INSERT INTO ip_rule_changes (id, number) VALUES (1, 0);
