-- The desk: how staff sign in, what they are writing together, their notes, and the list of stories.

ALTER TABLE staff ADD COLUMN handle TEXT NOT NULL DEFAULT '';
-- Argon2id in the PHC string form; the TOTP secret in base32, and the last time step that was used, so that a code
-- works once.
ALTER TABLE staff ADD COLUMN password TEXT;
ALTER TABLE staff ADD COLUMN totp TEXT;
ALTER TABLE staff ADD COLUMN totp_step BIGINT;
-- When somebody left the newsroom: no session, token of a session or passkey of theirs is good any more.
ALTER TABLE staff ADD COLUMN gone BIGINT;
-- When somebody was locked out, until an admin lets them back in; and when they were last here.
ALTER TABLE staff ADD COLUMN locked BIGINT;
ALTER TABLE staff ADD COLUMN seen BIGINT;
ALTER TABLE tokens ADD COLUMN used BIGINT;

-- Addresses of sections and topics that were merged or renamed, and where they lead. Revisions keep the words that
-- were written, so the old name stays good in them, too.
CREATE TABLE moved_names (
  kind TEXT NOT NULL, slug TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (kind, slug)
);

CREATE TABLE passkeys (
  id BIGINT PRIMARY KEY, staff BIGINT NOT NULL REFERENCES staff (id), credential TEXT NOT NULL, name TEXT NOT NULL,
  passkey TEXT NOT NULL, made BIGINT NOT NULL, used BIGINT
);
CREATE UNIQUE INDEX passkeys_by_credential ON passkeys (credential);
CREATE INDEX passkeys_by_staff ON passkeys (staff);

CREATE TABLE recovery_codes (
  hash TEXT PRIMARY KEY, staff BIGINT NOT NULL REFERENCES staff (id), used BIGINT
);
CREATE INDEX recovery_codes_by_staff ON recovery_codes (staff);

-- Secrets of cookies are kept as SHA-256 only.
CREATE TABLE sessions (
  id BIGINT PRIMARY KEY, hash TEXT NOT NULL, staff BIGINT NOT NULL REFERENCES staff (id), csrf TEXT NOT NULL,
  began BIGINT NOT NULL, seen BIGINT NOT NULL, expires BIGINT NOT NULL, agent TEXT NOT NULL, address TEXT NOT NULL
);
CREATE UNIQUE INDEX sessions_by_hash ON sessions (hash);
CREATE INDEX sessions_by_staff ON sessions (staff);

-- Browsers in which somebody has signed in before: guessing elsewhere does not slow them.
CREATE TABLE devices (
  hash TEXT PRIMARY KEY, staff BIGINT NOT NULL REFERENCES staff (id), made BIGINT NOT NULL
);
CREATE TABLE sign_in_tries (
  place TEXT PRIMARY KEY, failures BIGINT NOT NULL, last BIGINT NOT NULL
);

-- What lies between two steps of one thing: a passkey's challenge, a password that waits for its code. Good once.
CREATE TABLE tickets (
  hash TEXT PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, expires BIGINT NOT NULL
);

-- A story as it is being written: a Yjs state that holds everything up to an update, and the updates after it.
-- revision is the one whose words the state holds. epoch changes if a story has to be begun anew, so that browsers
-- which kept the old one do not bring it back double.
CREATE TABLE writing (
  story BIGINT PRIMARY KEY REFERENCES stories (number), epoch BIGINT NOT NULL, revision BIGINT NOT NULL,
  upto BIGINT NOT NULL, state BYTEA NOT NULL
);
CREATE TABLE writing_updates (
  story BIGINT NOT NULL REFERENCES writing (story), seq BIGINT NOT NULL, staff BIGINT, made BIGINT NOT NULL,
  bytes BYTEA NOT NULL, PRIMARY KEY (story, seq)
);

-- Notes to colleagues. anchor and head are Yjs relative positions in base64: where the quoted words are now.
CREATE TABLE notes (
  id BIGINT PRIMARY KEY, story BIGINT NOT NULL REFERENCES stories (number), parent BIGINT, author BIGINT NOT NULL
  REFERENCES staff (id), made BIGINT NOT NULL, words TEXT NOT NULL, quote TEXT NOT NULL, anchor TEXT NOT NULL,
  head TEXT NOT NULL, resolved BIGINT, resolver BIGINT
);
CREATE INDEX notes_by_story ON notes (story, id);

CREATE TABLE house_ignored (
  story BIGINT NOT NULL REFERENCES stories (number), suggestion TEXT NOT NULL, PRIMARY KEY (story, suggestion)
);

ALTER TABLE stories ADD COLUMN assigned BIGINT;
CREATE INDEX stories_by_person ON stories (assigned);
CREATE INDEX stories_by_embargo ON stories (embargo);

-- What the desk's list shows of a story's newest revision, and in small letters
-- the names and words that its search looks in.
CREATE TABLE cards (
  story BIGINT PRIMARY KEY REFERENCES stories (number), headline TEXT NOT NULL, slugline TEXT NOT NULL,
  slug TEXT NOT NULL, section TEXT NOT NULL, people TEXT NOT NULL, names TEXT NOT NULL, words TEXT NOT NULL,
  language TEXT NOT NULL
);

-- Assets that a story which went live has shown. Others are for staff only: a picture under embargo is at no address.
-- What was here before the desk was open to all already.
CREATE TABLE shown_assets (
  asset TEXT PRIMARY KEY, shown BIGINT NOT NULL
);
INSERT INTO shown_assets (asset, shown) SELECT id, created FROM assets;

-- Sections, topics and authors that were named at the desk and that no live story names yet. Readers see nothing of
-- them: the name alone could tell what a story under embargo is about.
CREATE TABLE unshown_names (
  kind TEXT NOT NULL, slug TEXT NOT NULL, PRIMARY KEY (kind, slug)
);

-- The headline that a curated place shows instead of the story's own.
ALTER TABLE slots ADD COLUMN headline TEXT;
