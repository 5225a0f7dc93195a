-- One row: what belongs to the database as a whole.
CREATE TABLE IF NOT EXISTS store_state (
    id          INTEGER NOT NULL PRIMARY KEY,
    -- The secret under which triplets and networks are hashed to keys.
    secret      VARBINARY(64) NOT NULL,
    -- The last journal segment that these tables have taken over.
    checkpoint  BIGINT NOT NULL
);

-- Triplets that have passed, by the 128-bit hash of the triplet. Times are milliseconds since 1970.
CREATE TABLE IF NOT EXISTS greylist_passed (
    triplet     BINARY(16) NOT NULL PRIMARY KEY,
    first_seen  BIGINT NOT NULL,
    passed_at   BIGINT NOT NULL,
    last_seen   BIGINT NOT NULL,
    client      VARCHAR NOT NULL,
    sender      VARCHAR NOT NULL,
    recipient   VARCHAR NOT NULL
);

-- Client networks that distinct triplets passed from.
CREATE TABLE IF NOT EXISTS greylist_network (
    network_key  BINARY(16) NOT NULL PRIMARY KEY,
    network      VARCHAR NOT NULL,
    counted      INTEGER NOT NULL,
    last_counted BIGINT NOT NULL,
    last_seen    BIGINT NOT NULL
);

-- Generations of triplets that have not come back: each has a table of its own, greylist_pending_<number>, written once,
-- in blocks of triplets in the order of their keys, and dropped whole. A key's upper block_bits bits say in which block it is.
CREATE TABLE IF NOT EXISTS greylist_generation (
    number       BIGINT NOT NULL PRIMARY KEY,
    row_count    INTEGER NOT NULL,
    newest       BIGINT NOT NULL,
    block_bits   INTEGER NOT NULL,
    key_filter   VARBINARY(16777216) NOT NULL
);
