-- The file that an asset was made of, as SHA-256: the same file twice is one asset.
ALTER TABLE assets ADD COLUMN original TEXT;
CREATE INDEX assets_by_original ON assets (original);
