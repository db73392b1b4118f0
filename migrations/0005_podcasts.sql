-- Podcasts of the newsroom: what is known of a show, and its episodes. What a listener hears of an episode is the
-- asset episode-NUMBER, which is made of the sound that the desk chose.
ALTER TABLE shows ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
-- When its first episode went live: before that readers know nothing of it.
ALTER TABLE shows ADD COLUMN shown BIGINT;
CREATE TABLE episodes (
  number BIGINT PRIMARY KEY, show TEXT NOT NULL REFERENCES shows (slug), slug TEXT NOT NULL, status TEXT NOT NULL,
  sound TEXT, published BIGINT, scheduled BIGINT, embargo BIGINT, notice TEXT,
  created BIGINT NOT NULL, changed BIGINT NOT NULL, details TEXT NOT NULL
);
CREATE INDEX episodes_by_show ON episodes (show, status, published, number);
CREATE INDEX episodes_by_sound ON episodes (sound);
-- Stories that a person has read: the sound of the library, who reads, and which revision was read. It goes before
-- what the voice makes.
CREATE TABLE recordings (
  story BIGINT PRIMARY KEY REFERENCES stories (number), sound TEXT NOT NULL, reader TEXT NOT NULL,
  revision BIGINT NOT NULL, made BIGINT NOT NULL
);
CREATE INDEX recordings_by_sound ON recordings (sound);
