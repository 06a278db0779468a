-- JSON: what else the submitter said of how it is answered; NULL: nothing.
ALTER TABLE tasks ADD COLUMN ask TEXT;
-- JSON: which model answered, and its message when it calls tools.
ALTER TABLE tasks ADD COLUMN model_answer TEXT;
-- What models have taken for it so far, in all attempts.
ALTER TABLE tasks ADD COLUMN input_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN output_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN cost_nanodollars BIGINT NOT NULL DEFAULT 0;
