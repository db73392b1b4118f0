//! Is the store whole? Everything that must hold between rows and files, asked one after the other.

use story::Doc;

use crate::blobs::{BlobKey, Blobs};
use crate::driver::Tx;
use crate::{Db, Micros, Result, assets, dialect, jobs, lists, migrations, sql, stories};

/// How far `check` has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Revisions and assets looked at.
    pub done: u64,
    /// How many there are.
    pub of: u64,
}

/// Looks at everything and answers with a sentence for each thing that is wrong; none if the store is whole.
///
/// # Errors
/// If the database cannot be asked at all.
pub fn run(
    db: &Db,
    blobs: &Blobs,
    now: Micros,
    mut progress: impl FnMut(Progress),
) -> Result<Vec<String>> {
    let mut wrong = db.read(|tx| rules(tx, now))?;
    let of = db.read(|tx| -> Result<i64> {
        let revisions = count(tx, sql!("SELECT COUNT(*) FROM revisions"))?;
        Ok(revisions + count(tx, sql!("SELECT COUNT(*) FROM assets"))?)
    })?;
    let mut at = Progress {
        done: 0,
        of: of.unsigned_abs(),
    };
    bodies(db, &mut wrong, &mut at, &mut progress)?;
    files(db, blobs, &mut wrong, &mut at, &mut progress)?;
    Ok(wrong)
}

fn count(tx: &mut Tx<'_>, sql: crate::Sql) -> Result<i64> {
    Ok(tx.row(sql, &[], |r| r.get::<i64>(0))?.unwrap_or(0))
}

fn rules(tx: &mut Tx<'_>, now: Micros) -> Result<Vec<String>> {
    let mut wrong = dialect::integrity(tx)?;
    let schema = migrations::schema(tx)?;
    if schema == 0 {
        wrong.push("the database has no schema".into());
    }
    let broken = [
        (
            "points at a newest revision that is not there",
            sql!(
                "SELECT number FROM stories s WHERE NOT EXISTS (SELECT 1 FROM revisions r WHERE r.id = s.newest AND r.story = s.number)"
            ),
        ),
        (
            "points at a live revision that is not there",
            sql!(
                "SELECT number FROM stories s WHERE live IS NOT NULL AND \
                 NOT EXISTS (SELECT 1 FROM revisions r WHERE r.id = s.live AND r.story = s.number)"
            ),
        ),
        (
            "is live without a revision or a time of publication",
            sql!(
                "SELECT number FROM stories WHERE status = 'live' AND (live IS NULL OR published IS NULL)"
            ),
        ),
        (
            "is scheduled without a time",
            sql!("SELECT number FROM stories WHERE status = 'scheduled' AND scheduled IS NULL"),
        ),
        (
            "is scheduled without a job that publishes it",
            sql!(
                "SELECT number FROM stories s WHERE status = 'scheduled' AND NOT EXISTS (SELECT 1 FROM jobs j \
                 WHERE j.kind = 'publish' AND j.subject = CAST(s.number AS TEXT))"
            ),
        ),
        (
            "is on a topic's list but not live",
            sql!(
                "SELECT DISTINCT t.story FROM live_topics t LEFT JOIN stories s ON s.number = t.story AND s.status = 'live' \
                 WHERE s.number IS NULL"
            ),
        ),
        (
            "is on an author's list but not live",
            sql!(
                "SELECT DISTINCT a.story FROM live_authors a LEFT JOIN stories s ON s.number = a.story AND s.status = 'live' \
                 WHERE s.number IS NULL"
            ),
        ),
        (
            "stands on a list at another time than its own",
            sql!(
                "SELECT DISTINCT s.number FROM stories s WHERE EXISTS (SELECT 1 FROM live_topics t \
                 WHERE t.story = s.number AND t.published <> s.published) OR EXISTS (SELECT 1 FROM live_authors a \
                 WHERE a.story = s.number AND a.published <> s.published)"
            ),
        ),
        (
            "has a revision without a body",
            sql!(
                "SELECT DISTINCT r.story FROM revisions r LEFT JOIN bodies b ON b.revision = r.id WHERE b.revision IS NULL"
            ),
        ),
    ];
    for (what, query) in broken {
        for number in tx.rows(query, &[], |r| r.get::<i64>(0))? {
            wrong.push(format!("story {number} {what}"));
        }
    }
    for (number, due) in stories::overdue(tx, now - 2_000_000)? {
        let late = (now - due) / 1_000_000;
        wrong.push(format!(
            "story {number} was to go live {late} s ago and did not; is the program running?"
        ));
    }
    for job in jobs::dead(tx)? {
        let error = job.error.unwrap_or_default();
        wrong.push(format!(
            "the job {} of {} was given up after {} attempts: {error}",
            job.kind, job.subject, job.attempts
        ));
    }
    let (rows, newest) = (
        count(tx, sql!("SELECT COUNT(*) FROM changes"))?,
        crate::changes::newest(tx)?,
    );
    if rows != newest {
        wrong.push(format!(
            "the change log has {rows} rows but ends at {newest}: there is a gap"
        ));
    }
    for (list, plan) in lists::plans(tx)? {
        if plan
            .iter()
            .any(|step| step.starts_with("SCAN") || step.contains("USE TEMP B-TREE"))
        {
            wrong.push(format!(
                "the list {list} is read without its index: {}",
                plan.join("; ")
            ));
        }
    }
    Ok(wrong)
}

/// Bodies are read in portions, so that a large archive needs no large memory and stops no writer.
fn bodies(
    db: &Db,
    wrong: &mut Vec<String>,
    at: &mut Progress,
    progress: &mut impl FnMut(Progress),
) -> Result<()> {
    let mut after = 0_i64;
    loop {
        let portion = db.read(|tx| {
            tx.rows(
                sql!(
                    "SELECT b.revision, r.story, b.body, r.fields FROM bodies b JOIN revisions r ON r.id = b.revision \
                     WHERE b.revision > $1 ORDER BY b.revision LIMIT 500"
                ),
                &[after.into()],
                |r| Ok((r.get::<i64>(0)?, r.get::<i64>(1)?, r.get::<String>(2)?, r.get::<String>(3)?)),
            )
        })?;
        let Some(last) = portion.last() else {
            return Ok(());
        };
        after = last.0;
        for (revision, number, body, fields) in &portion {
            if let Err(e) = serde_json::from_str::<story::Fields>(fields) {
                wrong.push(format!(
                    "story {number}: the fields of revision {revision} cannot be read: {e}"
                ));
            }
            match serde_json::from_str(body)
                .map_err(|e| e.to_string())
                .and_then(|v| Doc::parse(&v).map_err(|f| f.to_string()))
            {
                Ok(_) => {}
                Err(e) => wrong.push(format!(
                    "story {number}: the body of revision {revision} is no document: {e}"
                )),
            }
        }
        at.done += portion.len() as u64;
        progress(*at);
    }
}

fn files(
    db: &Db,
    blobs: &Blobs,
    wrong: &mut Vec<String>,
    at: &mut Progress,
    progress: &mut impl FnMut(Progress),
) -> Result<()> {
    let mut after = String::new();
    loop {
        let portion = db.read(|tx| assets::page(tx, &after, 200))?;
        let Some(last) = portion.last() else {
            return Ok(());
        };
        after.clone_from(&last.id);
        for asset in &portion {
            if let Some(hash) = asset.original.clone()
                && !blobs.whole(&BlobKey::Original { hash })?
            {
                let id = &asset.id;
                wrong.push(format!(
                    "asset {id}: the file it was made of is missing or damaged"
                ));
            }
            for rendition in &asset.details.renditions {
                if !blobs.whole(&BlobKey::Rendition {
                    hash: rendition.hash.clone(),
                })? {
                    wrong.push(format!(
                        "asset {}: the file of {} is missing or damaged",
                        asset.id, rendition.name
                    ));
                }
            }
        }
        at.done += portion.len() as u64;
        progress(*at);
    }
}
