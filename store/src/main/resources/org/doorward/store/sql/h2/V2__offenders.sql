-- Clients against whom something is held, by a 128-bit hash of their network. Times are milliseconds since 1970.
CREATE TABLE IF NOT EXISTS offender (
    offender_key  BINARY(16) NOT NULL PRIMARY KEY,
    network       VARCHAR NOT NULL,
    -- 4 or 6, and the bytes of the network's first address: for looks at all within a network.
    address       VARBINARY(17) NOT NULL,
    prefix        INTEGER NOT NULL,
    -- By these two a row ages: the latest offence, and the end of the latest ban; 0 when there was none.
    last_offence  BIGINT NOT NULL,
    ban_end       BIGINT NOT NULL,
    -- All that is known, in the form of the journal.
    state         VARBINARY(16384) NOT NULL
);

CREATE INDEX IF NOT EXISTS offender_address ON offender (address);

-- For the start, which reads all bans that stand.
CREATE INDEX IF NOT EXISTS offender_ban_end ON offender (ban_end, offender_key);
