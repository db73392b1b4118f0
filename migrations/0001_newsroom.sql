-- One text for SQLite and PostgreSQL. Times are microseconds since 1970 in UTC; JSON is TEXT; truth is 0 or 1.
-- Bodies stand apart so that lists read narrow rows, and each list has the index that it asks for.

CREATE TABLE sections (
  slug TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL, position BIGINT NOT NULL
);

CREATE TABLE authors (
  slug TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT, handle TEXT, bio TEXT NOT NULL, same_as TEXT NOT NULL
);
CREATE INDEX authors_name ON authors (name);

CREATE TABLE topics (
  slug TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, description TEXT NOT NULL,
  aliases TEXT NOT NULL, same_as TEXT NOT NULL
);

-- Every name and alias of a topic, in small letters.
CREATE TABLE topic_names (
  name TEXT PRIMARY KEY, topic TEXT NOT NULL REFERENCES topics (slug)
);

CREATE TABLE stories (
  number BIGINT PRIMARY KEY, status TEXT NOT NULL,
  newest BIGINT NOT NULL, live BIGINT,
  section TEXT, published BIGINT, updated BIGINT,
  scheduled BIGINT, embargo BIGINT, withdrawn BIGINT, notice TEXT,
  created BIGINT NOT NULL, changed BIGINT NOT NULL
);
CREATE INDEX stories_by_time ON stories (status, published, number);
CREATE INDEX stories_by_section ON stories (status, section, published, number);
CREATE INDEX stories_by_change ON stories (changed, number);

-- A revision is never changed once written. kept = 1 marks one that came too late: its base was no longer the
-- newest, so it was refused, but the words are here.
CREATE TABLE revisions (
  id BIGINT PRIMARY KEY, story BIGINT NOT NULL REFERENCES stories (number), revision BIGINT NOT NULL,
  base BIGINT, kept BIGINT NOT NULL, made BIGINT NOT NULL, maker TEXT NOT NULL, reason TEXT NOT NULL,
  fields TEXT NOT NULL
);
CREATE UNIQUE INDEX revisions_by_story ON revisions (story, revision);

CREATE TABLE bodies (
  revision BIGINT PRIMARY KEY REFERENCES revisions (id), body TEXT NOT NULL
);

-- Which live stories a topic's or an author's page lists.
CREATE TABLE live_topics (
  topic TEXT NOT NULL, published BIGINT NOT NULL, story BIGINT NOT NULL, PRIMARY KEY (topic, published, story)
);
CREATE INDEX live_topics_by_story ON live_topics (story);
CREATE TABLE live_authors (
  author TEXT NOT NULL, published BIGINT NOT NULL, story BIGINT NOT NULL, PRIMARY KEY (author, published, story)
);
CREATE INDEX live_authors_by_story ON live_authors (story);

CREATE TABLE corrections (
  id BIGINT PRIMARY KEY, story BIGINT NOT NULL REFERENCES stories (number), kind TEXT NOT NULL,
  made BIGINT NOT NULL, words TEXT NOT NULL
);
CREATE INDEX corrections_by_story ON corrections (story, made);
CREATE INDEX corrections_by_time ON corrections (made, id);

CREATE TABLE slots (
  place TEXT NOT NULL, position BIGINT NOT NULL, story BIGINT NOT NULL REFERENCES stories (number), until BIGINT,
  PRIMARY KEY (place, position)
);

CREATE TABLE assets (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, status TEXT NOT NULL, created BIGINT NOT NULL, details TEXT NOT NULL
);

CREATE TABLE shows (
  slug TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL
);

CREATE TABLE settings (
  name TEXT PRIMARY KEY, value TEXT NOT NULL
);

CREATE TABLE staff (
  id BIGINT PRIMARY KEY, email TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, created BIGINT NOT NULL
);
CREATE UNIQUE INDEX staff_by_email ON staff (email);

-- Links and tokens are kept as SHA-256 only.
CREATE TABLE invitations (
  hash TEXT PRIMARY KEY, staff BIGINT NOT NULL REFERENCES staff (id), expires BIGINT NOT NULL, used BIGINT
);

CREATE TABLE tokens (
  id BIGINT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL, created BIGINT NOT NULL,
  revoked BIGINT
);
CREATE UNIQUE INDEX tokens_by_hash ON tokens (hash);

CREATE TABLE audit (
  id BIGINT PRIMARY KEY, made BIGINT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL, story BIGINT,
  detail TEXT NOT NULL, origin TEXT NOT NULL
);
CREATE INDEX audit_by_story ON audit (story, id);

-- state: waiting, dead. A job that is done is gone. A lease that ran out counts as a failed attempt.
CREATE TABLE jobs (
  id BIGINT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL, due BIGINT NOT NULL,
  leased BIGINT, attempts BIGINT NOT NULL, error TEXT, created BIGINT NOT NULL
);
CREATE UNIQUE INDEX jobs_by_subject ON jobs (kind, subject);
CREATE INDEX jobs_by_due ON jobs (state, due);

CREATE TABLE changes (
  seq BIGINT PRIMARY KEY, made BIGINT NOT NULL, tags TEXT NOT NULL
);
