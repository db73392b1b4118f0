-- How often sounds were downloaded (docs/adr/0013-counting-downloads.md). A day is one of UTC, in days since 1970.
CREATE TABLE downloads (
  asset TEXT NOT NULL, day BIGINT NOT NULL, app TEXT NOT NULL, count BIGINT NOT NULL, PRIMARY KEY (asset, day, app)
);

-- The key under which a day's listeners are marks, and how many marks there are. Gone when the day is over.
CREATE TABLE download_keys (day BIGINT PRIMARY KEY, key BYTEA NOT NULL, marks BIGINT NOT NULL);

-- A listener of a sound on a day, as a keyed hash, and how much of it was sent there, in microseconds of sound. Gone
-- when the day is over.
CREATE TABLE download_marks (
  day BIGINT NOT NULL, mark BYTEA NOT NULL, sent BIGINT NOT NULL, PRIMARY KEY (day, mark)
);
