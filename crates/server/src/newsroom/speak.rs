//! Speak: what is to be read of a story, and the sound that comes of it.
//!
//! A story is read when it goes live and whenever what is read of it changes. Its sound is the asset [`sound_of`] names; the
//! old one stays up until the new one is whole. Who may hear it is who may read the story.

use media::speech::English;
use store::assets::{self, Asset, Details, Kind, Rendition, Status};
use store::recordings::{self, Recording};
use store::{Micros, Tx, Write, jobs, revisions, stories};
use story::script::{self, Line};
use story::{Byline, Fields};

use super::{Error, derived};
use crate::times;

/// The job that reads a story. Its subject is the story's number.
pub const SPEAK_JOB: &str = "voice-speak";
/// What IPTC calls sound that a program made (<https://cv.iptc.org/newscodes/digitalsourcetype/>).
pub const MADE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

/// The asset that is the sound of a story.
#[must_use]
pub fn sound_of(number: i64) -> String {
    format!("{}{number}", assets::SPEECH)
}

/// A story as it is to be read.
#[derive(Debug)]
pub struct Script {
    /// The revision that readers see.
    pub revision: i64,
    /// For the file: what is heard.
    pub headline: String,
    /// Who wrote it.
    pub people: String,
    /// Whose English it is in.
    pub english: English,
    /// What is read.
    pub lines: Vec<Line>,
}

/// What was first published longer ago is archive: it is read when somebody publishes it again, not when it is taken in.
const ARCHIVE: Micros = 30 * 86_400 * 1_000_000;

/// Puts down that a story is to be read, which was first published at some time and may have been live already: the newest
/// are read first. One that was live is looked at in any case: it may have a sound that is no longer what is written.
pub(super) fn put(
    tx: &mut Write<'_>,
    number: i64,
    fields: &Fields,
    (published, live): (Micros, bool),
) -> Result<(), Error> {
    let is_news = published > tx.now - ARCHIVE && English::of(&fields.language).is_some();
    if live || is_news || recordings::of(tx, number)?.is_some() {
        read(tx, number)?;
    }
    Ok(())
}

/// Puts down that a story is to be read.
pub(super) fn read(tx: &mut Write<'_>, number: i64) -> Result<(), Error> {
    let newest_first = -tx.now;
    Ok(jobs::put(tx, SPEAK_JOB, &number.to_string(), newest_first)?)
}

/// What readers see of a story, as it is to be read; none if it is not live, is not to be voiced, or is in a language that
/// nobody here speaks.
///
/// # Errors
/// Of the store.
pub fn script(tx: &mut Tx<'_>, number: i64) -> store::Result<Option<Script>> {
    let Some(story) = stories::by_number(tx, number)?.filter(|s| s.status == story::Status::Live)
    else {
        return Ok(None);
    };
    let Some(revision) = story.live else {
        return Ok(None);
    };
    let script = of_revision(tx, revision, story.published)?;
    Ok(script.filter(|(_, audio)| *audio).map(|(script, _)| script))
}

/// The newest revision of a story as it would be read; none if it is in a language that nobody here speaks.
///
/// # Errors
/// Of the store.
pub fn draft(tx: &mut Tx<'_>, number: i64) -> store::Result<Option<Script>> {
    let Some(story) = stories::by_number(tx, number)? else {
        return Ok(None);
    };
    let script = of_revision(tx, story.newest, story.published)?;
    Ok(script.map(|(script, _)| script))
}

/// A revision as it is read, and whether it is to be.
fn of_revision(
    tx: &mut Tx<'_>,
    revision: i64,
    published: Option<Micros>,
) -> store::Result<Option<(Script, bool)>> {
    let Some(fields) = revisions::by_id(tx, revision)?.map(|r| r.fields) else {
        return Ok(None);
    };
    let Some(english) = English::of(&fields.language) else {
        return Ok(None);
    };
    let body = revisions::body(tx, revision)?;
    let people = people(&fields.bylines);
    let by = if people.is_empty() {
        String::new()
    } else {
        format!("By {people}")
    };
    let day = published.map(|at| times::day(at, &fields.zone));
    let audio = fields.audio;
    let script = Script {
        revision,
        lines: script::script(&fields, &body, &by, &day.unwrap_or_default()),
        headline: fields.headline,
        people,
        english,
    };
    Ok(Some((script, audio)))
}

/// "Ada Bell, Joe Hale and Kit Low"
fn people(bylines: &[Byline]) -> String {
    let names: Vec<&str> = bylines.iter().map(|b| b.name.trim()).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// A story that a person has read.
#[derive(Debug)]
pub struct Read {
    /// As it is printed.
    pub headline: String,
    /// BCP 47.
    pub language: String,
    /// Who reads.
    pub recording: Recording,
    /// The sound of the library.
    pub sound: Asset,
    /// What readers hear now.
    pub before: Option<Asset>,
}

/// A live story as a person has read it; none if nobody has, it is not to be heard, or the sound was taken away.
///
/// # Errors
/// Of the store.
pub fn read_by_somebody(tx: &mut Tx<'_>, number: i64) -> store::Result<Option<Read>> {
    let Some(recording) = recordings::of(tx, number)? else {
        return Ok(None);
    };
    let story = stories::by_number(tx, number)?.filter(|s| s.status == story::Status::Live);
    let Some(revision) = story.and_then(|story| story.live) else {
        return Ok(None);
    };
    let fields = revisions::by_id(tx, revision)?.map(|r| r.fields);
    let sound = assets::by_id(tx, &recording.sound)?.filter(derived::is_heard);
    let Some((fields, sound)) = fields.filter(|fields| fields.audio).zip(sound) else {
        return Ok(None);
    };
    Ok(Some(Read {
        headline: fields.headline,
        language: fields.language,
        before: assets::by_id(tx, &sound_of(number))?,
        recording,
        sound,
    }))
}

/// Shows what was made of a person's reading, if it is still the one that is to be heard. Whether it is.
///
/// # Errors
/// Of the store.
pub fn show_read(tx: &mut Write<'_>, read: &Read, made: Made) -> Result<bool, Error> {
    let number = read.recording.story;
    let now = read_by_somebody(tx, number)?;
    let still = now.is_some_and(|now| {
        now.recording == read.recording
            && now.sound.original == read.sound.original
            && now.headline == read.headline
    });
    if !still {
        return Ok(false);
    }
    let reader = Some(read.recording.reader.clone()).filter(|reader| !reader.is_empty());
    let asset = Asset {
        created: read.before.as_ref().map_or(tx.now, |old| old.created),
        id: sound_of(number),
        kind: Kind::Audio,
        status: Status::Ready,
        original: None,
        details: Details {
            length: Some(made.length.max(1)),
            title: Some(read.headline.clone()),
            byline: reader,
            made_of: read.sound.original.clone(),
            renditions: made.files,
            ..Details::default()
        },
    };
    assets::put(tx, &asset)?;
    Ok(true)
}

/// What was made of a script.
#[derive(Debug)]
pub struct Made {
    /// The files.
    pub files: Vec<Rendition>,
    /// Seconds.
    pub length: u32,
    /// Words whose sound was guessed.
    pub guessed: Vec<String>,
}

/// Shows the sound of a story, if readers still see what was read. Whether they do.
///
/// # Errors
/// Of the store.
pub fn show(tx: &mut Write<'_>, number: i64, script: &Script, made: Made) -> Result<bool, Error> {
    let story = stories::by_number(tx, number)?;
    let still =
        story.is_some_and(|s| s.status == story::Status::Live && s.live == Some(script.revision));
    if !still {
        return Ok(false);
    }
    let id = sound_of(number);
    let old = assets::by_id(tx, &id)?;
    let asset = Asset {
        created: old.map_or(tx.now, |old| old.created),
        id,
        kind: Kind::Audio,
        status: Status::Ready,
        original: None,
        details: Details {
            length: Some(made.length.max(1)),
            title: Some(script.headline.clone()),
            digital_source_type: Some(MADE.into()),
            guessed: made.guessed,
            renditions: made.files,
            ..Details::default()
        },
    };
    assets::put(tx, &asset)?;
    Ok(true)
}

/// Says why a story has no sound; what was heard of it before is not shown any more.
///
/// # Errors
/// Of the store.
pub fn refuse(tx: &mut Write<'_>, number: i64, why: &str) -> Result<(), Error> {
    let id = sound_of(number);
    let asset = Asset {
        created: tx.now,
        id,
        kind: Kind::Audio,
        status: Status::Failed,
        original: None,
        details: Details {
            reason: Some(why.to_owned()),
            ..Details::default()
        },
    };
    assets::put(tx, &asset)?;
    Ok(())
}

/// Takes the sound of a story down that is not read any more, and says why.
///
/// # Errors
/// Of the store.
pub fn hush(tx: &mut Write<'_>, number: i64, why: &str) -> Result<(), Error> {
    let Some(asset) = assets::by_id(tx, &sound_of(number))? else {
        return Ok(());
    };
    if asset.status == Status::Ready {
        refuse(tx, number, why)?;
    }
    Ok(())
}
