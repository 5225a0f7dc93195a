-- Generations of verdicts: each has two tables of its own, dropped whole. verdict_block_<number> holds the verdicts in
-- compressed blocks in the order in which they were recorded; verdict_keys_<number> holds for each block, and each verdict in it,
-- the hashes by which it is found. Times are milliseconds since 1970.
CREATE TABLE IF NOT EXISTS verdict_generation (
    number       BIGINT NOT NULL PRIMARY KEY,
    -- 'notable' or 'plain'.
    series       VARCHAR(16) NOT NULL,
    row_count    INTEGER NOT NULL,
    began        BIGINT NOT NULL,
    newest       BIGINT NOT NULL
);
