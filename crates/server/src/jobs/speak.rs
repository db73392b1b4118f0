//! The job that reads a story aloud: paragraph by paragraph, each kept by what decides how it sounds, so that only what has
//! changed is read anew; then one track of all of them.

use std::fs::File;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use media::speech::track::{self, Paragraph, Track};
use media::speech::{Engine, reading};
use media::tags::{self, Tags};
use media::{Refusal, film};
use store::blobs;
use store::jobs::{Job, MOST_ATTEMPTS};

use crate::app::App;
use crate::jobs::{Outcome, heard};
use crate::newsroom::speak::{self, Made, Read, Script};
use crate::newsroom::{Error, films, lexicon};
use crate::voices;
use crate::work::{self, WorkFolder};

/// The longest story that is read, in letters: about three hours.
const LONGEST: usize = 150_000;
/// Most bytes of readings that are kept: those of some hundred stories.
const KEPT: u64 = 2 << 30;

/// Reads the story.
pub(super) fn run(app: &App, job: &Job) -> Outcome {
    let Ok(number) = job.subject.parse::<i64>() else {
        return Outcome::Fail(format!("\"{}\" is no story's number", job.subject));
    };
    match speak(app, number) {
        Ok(()) => Outcome::Done,
        Err(Error::Media(Refusal::File(why))) => {
            tracing::warn!(story = number, reason = why, "a story is not read aloud");
            match app.newsroom.act(|tx| speak::refuse(tx, number, &why)) {
                Ok(()) => Outcome::Done,
                Err(e) => Outcome::Retry(e.to_string()),
            }
        }
        Err(e) if job.attempts >= MOST_ATTEMPTS => {
            let why = format!("It could not be read aloud: {e}. Publish it again to try again.");
            app.newsroom.act(|tx| speak::refuse(tx, number, &why)).ok();
            Outcome::Fail(e.to_string())
        }
        Err(e) => Outcome::Retry(e.to_string()),
    }
}

fn speak(app: &App, number: i64) -> Result<(), Error> {
    // Somebody's own reading goes before what the voice makes; and it may change while it is looked at, too.
    while let Some(read) = app
        .newsroom
        .db
        .read(|tx| speak::read_by_somebody(tx, number))?
    {
        let made = recorded(app, &read)?;
        if app.newsroom.act(|tx| speak::show_read(tx, &read, made))? {
            return Ok(());
        }
    }
    if !voices::ready(&app.config) {
        // `check` says how to get one; the site works without. What an earlier one has read may have changed since.
        let why = "There is no voice to read it as it is now.";
        return app.newsroom.act(|tx| speak::hush(tx, number, why));
    }
    // It may have changed, or gone, since the job was put down, and again while it is read.
    while let Some(script) = app.newsroom.db.read(|tx| speak::script(tx, number))? {
        let made = make(app, &script)?;
        if app
            .newsroom
            .act(|tx| speak::show(tx, number, &script, made))?
        {
            return Ok(());
        }
    }
    let why = "The story is not to be heard, or in a language that the voice does not speak.";
    app.newsroom.act(|tx| speak::hush(tx, number, why))
}

fn make(app: &App, script: &Script) -> Result<Made, Error> {
    let letters: usize = script
        .lines
        .iter()
        .map(|line| line.text.chars().count())
        .sum();
    if letters > LONGEST {
        let words = format!(
            "The story has {letters} letters; those of more than {LONGEST} are not read aloud. Have somebody read it and send \
             the sound."
        );
        return Err(Error::Media(Refusal::File(words)));
    }
    let taught = app.newsroom.db.read(lexicon::taught)?;
    let kept = Kept::open(app)?;
    let (mut paragraphs, mut guessed, mut rate) = (Vec::new(), Vec::new(), 0);
    for line in &script.lines {
        for range in reading::stretches(&line.text) {
            let text = line.text[range].to_owned();
            let read = voices::speaking(app, &taught, |voice| {
                rate = voice.rate();
                kept.read(voice, &text, script)
            });
            let gone = || Refusal::Machine("the voice has been removed".into());
            let read = read.and_then(|read| read.ok_or_else(gone));
            let (path, more) = read.map_err(Error::Media)?;
            guessed.extend(more);
            paragraphs.push(Paragraph {
                block: line.block,
                text,
                reading: path,
            });
        }
    }
    let work = WorkFolder::new(&app.config.data).map_err(|e| Error::Media(machine(&e)))?;
    let tags = [
        ("title", script.headline.as_str()),
        ("artist", &script.people),
        ("comment", "Audio created using AI assistance"),
        ("digitalsourcetype", speak::MADE),
    ];
    let track = track::make(&paragraphs, rate, &tags, work.path()).map_err(Error::Media)?;
    kept.tidy();
    guessed.sort();
    guessed.dedup();
    stored(app, &track, guessed)
}

fn stored(app: &App, track: &Track, guessed: Vec<String>) -> Result<Made, Error> {
    let file = |path, end, media_type| {
        films::of_file(&app.blobs, path, ("speech", end, media_type), (0, 0))
    };
    let mp3 = file(&track.mp3, "mp3", "audio/mpeg")?;
    let opus = file(&track.opus, "ogg", "audio/ogg")?;
    let cues = films::of_text(
        &app.blobs,
        &track.cues,
        ("speech", "vtt", "text/vtt"),
        (0, 0),
    )?;
    Ok(Made {
        files: vec![mp3, opus, cues],
        length: track.seconds.round() as u32,
        guessed,
    })
}

/// What is heard of a person's reading. Where only the headline is another, the sound stays as it is.
fn recorded(app: &App, read: &Read) -> Result<Made, Error> {
    let work = WorkFolder::new(&app.config.data).map_err(|e| Error::Media(machine(&e)))?;
    let before = (read.before.as_ref(), "speech");
    let opus = heard::make(app, &read.sound, before, work.path(), &mut |_| {})?;
    let mp3 = work.path().join(heard::MP3);
    let seconds = film::probe(&mp3).map_err(Error::Media)?.seconds;
    let said = Tags {
        title: read.headline.clone(),
        artist: read.recording.reader.clone(),
        language: read.language.clone(),
        length: (seconds * 1_000.0) as u32,
        ..Tags::default()
    };
    tags::write(&mp3, &said).map_err(Error::Media)?;
    let called = ("speech", "mp3", "audio/mpeg");
    let mp3 = films::of_file(&app.blobs, &mp3, called, (0, 0))?;
    Ok(Made {
        files: vec![mp3, opus],
        length: seconds.round() as u32,
        guessed: Vec::new(),
    })
}

fn machine(e: &std::io::Error) -> Refusal {
    Refusal::Machine(e.to_string())
}

/// Readings that are kept in a folder of the data. Whatever is lost there is read again.
struct Kept {
    folder: PathBuf,
    now: SystemTime,
}

impl Kept {
    fn open(app: &App) -> Result<Self, Error> {
        let folder = app.config.data.join("readings");
        std::fs::create_dir_all(&folder).map_err(|e| Error::Media(machine(&e)))?;
        let now = Duration::from_micros(app.newsroom.clock.now().unsigned_abs());
        Ok(Self {
            folder,
            now: SystemTime::UNIX_EPOCH + now,
        })
    }

    /// Where the reading of a text is, which is read if it is not there, and its words whose sound was guessed.
    fn read(
        &self,
        engine: &mut dyn Engine,
        text: &str,
        script: &Script,
    ) -> Result<(PathBuf, Vec<String>), Refusal> {
        let key = reading::key(engine, text, script.english);
        let path = self.folder.join(blobs::hash(key.as_bytes()));
        let known = std::fs::read(&path).ok();
        if let Some(known) = known.and_then(|bytes| reading::Reading::of_bytes(&bytes)) {
            // What was used lately is kept longest.
            let touched = File::open(&path).and_then(|file| file.set_modified(self.now));
            touched.map_err(|e| machine(&e))?;
            return Ok((path, known.told.guessed));
        }
        let read = reading::read(engine, text, script.english)?;
        let fresh = work::fresh(&self.folder).map_err(|e| machine(&e))?;
        std::fs::write(&fresh, read.to_bytes())
            .and_then(|()| std::fs::rename(&fresh, &path))
            .map_err(|e| machine(&e))?;
        Ok((path, read.told.guessed))
    }

    /// Lets go of what has not been used for longest, when there is too much.
    fn tidy(&self) {
        let Ok(files) = std::fs::read_dir(&self.folder) else {
            return;
        };
        let files = files.flatten().filter_map(|file| {
            let about = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some((about.modified().ok()?, about.len(), file.path()))
        });
        let mut files: Vec<_> = files.collect();
        files.sort();
        let mut left: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        for (_, bytes, path) in files {
            if left <= KEPT {
                break;
            }
            left -= bytes;
            std::fs::remove_file(path).ok();
        }
    }
}
