CREATE TABLE breakers (
  replica TEXT NOT NULL,
  provider TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL,
  manual BIGINT NOT NULL,
  since_ms BIGINT NOT NULL,
  until_ms BIGINT,
  failed_rounds BIGINT NOT NULL,
  order_number BIGINT NOT NULL,
  stored_at_ms BIGINT NOT NULL,
  PRIMARY KEY (replica, provider)
);

CREATE TABLE breaker_orders (
  provider TEXT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL,
  action TEXT NOT NULL,
  until_ms BIGINT,
  reason TEXT NOT NULL,
  given_at_ms BIGINT NOT NULL,
  given_by TEXT NOT NULL
);
