-- Which stories name an asset, in any of their revisions: where to look when somebody asks where a picture is used.
CREATE TABLE asset_uses (
    asset TEXT NOT NULL,
    story BIGINT NOT NULL,
    PRIMARY KEY (asset, story)
);
INSERT INTO asset_uses (asset, story)
SELECT DISTINCT a.id, r.story FROM assets a, revisions r, bodies b
WHERE b.revision = r.id AND (b.body LIKE '%"' || a.id || '"%' OR r.fields LIKE '%"' || a.id || '"%');
