-- How far each source of log lines was read, in the source's own form: one row a source.
CREATE TABLE IF NOT EXISTS watch_mark (
    source       VARCHAR(200) NOT NULL PRIMARY KEY,
    position     VARCHAR(500) NOT NULL
);
