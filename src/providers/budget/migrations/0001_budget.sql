-- One row for each day that money was asked for; an epoch begins with the day and with each reset.
CREATE TABLE budget_periods (
  begins_at_ms BIGINT NOT NULL PRIMARY KEY,
  ends_at_ms BIGINT NOT NULL,
  time_zone TEXT NOT NULL,
  epoch BIGINT NOT NULL
);

-- What counts against a limit: all that was granted and not given back. Always the sum of its entries.
CREATE TABLE budget_accounts (
  period_ms BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  ledger TEXT NOT NULL,
  counted BIGINT NOT NULL CHECK (counted >= 0),
  last_entry TEXT NOT NULL,
  last_change BIGINT NOT NULL,
  PRIMARY KEY (period_ms, epoch, ledger)
);

-- Only ever added to, and forgotten whole periods at a time. Amounts are billionths of a dollar.
CREATE TABLE budget_entries (
  id TEXT NOT NULL PRIMARY KEY,
  period_ms BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  ledger TEXT NOT NULL,
  kind TEXT NOT NULL,
  nanodollars BIGINT NOT NULL,
  replica TEXT NOT NULL,
  incarnation TEXT NOT NULL,
  made_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE INDEX budget_entries_by_ledger ON budget_entries (ledger, id);
CREATE INDEX budget_entries_by_period ON budget_entries (period_ms);

-- Limits of single keys and projects, before what is configured.
CREATE TABLE budget_limits (
  ledger TEXT NOT NULL PRIMARY KEY,
  nanodollars BIGINT NOT NULL,
  set_by TEXT NOT NULL,
  set_at_ms BIGINT NOT NULL
);

-- Counts changes of limits and epochs, so that servers see cheaply whether they must read them again.
CREATE TABLE budget_changes (
  id BIGINT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL
);

INSERT INTO budget_changes (id, number) VALUES (1, 0);
