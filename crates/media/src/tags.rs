//! What an MP3 of a podcast says of itself: ID3v2.3 with its cover and chapters (ID3v2 Chapter Frame Addendum 1.0), which
//! every player reads, unlike 2.4. Reach: a file in, the same file with other tags out; the sound is not touched.

use std::path::Path;

use id3::frame::{
    Chapter, Comment, Content, ExtendedLink, ExtendedText, Lyrics, Picture, PictureType,
    TableOfContents,
};
use id3::{Encoder, Frame, Tag, TagLike as _, Version};

use crate::Refusal;

/// What is said of an episode.
#[derive(Debug, Clone, Default)]
pub struct Tags {
    /// The episode.
    pub title: String,
    /// The show.
    pub album: String,
    /// Who is heard, or who makes it.
    pub artist: String,
    /// Its number in the season.
    pub track: Option<u32>,
    /// The season.
    pub disc: Option<u32>,
    /// The day on which it was published: `2026-05-03`.
    pub day: Option<String>,
    /// BCP 47.
    pub language: String,
    /// One or two sentences.
    pub comment: String,
    /// Whose it is.
    pub copyright: String,
    /// The episode's page.
    pub url: String,
    /// What is said.
    pub lyrics: String,
    /// A square JPEG.
    pub cover: Option<Vec<u8>>,
    /// Its parts in their order.
    pub chapters: Vec<Part>,
    /// Milliseconds.
    pub length: u32,
}

/// A part of an episode.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Part {
    /// Milliseconds from the beginning.
    pub start: u32,
    pub title: String,
    pub url: Option<String>,
}

/// Writes tags into an MP3, in place of those that it has.
///
/// # Errors
/// [`Refusal::Machine`] of the disk.
pub fn write(file: &Path, tags: &Tags) -> Result<(), Refusal> {
    let encoder = Encoder::new().version(Version::Id3v23).padding(1_024);
    encoder
        .write_to_path(&tag(tags), file)
        .map_err(|e| Refusal::machine(format!("{}: {e}", file.display())))
}

fn tag(tags: &Tags) -> Tag {
    let mut tag = Tag::new();
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let day = tags.day.as_deref().unwrap_or_default();
    let (year, date) = (day.get(..4), day.get(8..10).zip(day.get(5..7)));
    let date = date.map(|(day, month)| format!("{day}{month}"));
    let language = three(&tags.language);
    for (id, text) in [
        ("TIT2", tags.title.clone()),
        ("TALB", tags.album.clone()),
        ("TPE1", tags.artist.clone()),
        ("TRCK", number(tags.track)),
        ("TPOS", number(tags.disc)),
        ("TYER", year.unwrap_or_default().to_owned()),
        ("TDAT", date.unwrap_or_default()),
        ("TCOP", tags.copyright.clone()),
        ("TLEN", tags.length.to_string()),
        ("TLAN", language.to_owned()),
        ("TCON", "Podcast".to_owned()),
    ] {
        if !text.is_empty() {
            tag.set_text(id, text);
        }
    }
    let lang = language.to_owned();
    if !tags.comment.is_empty() {
        tag.add_frame(Comment {
            lang: lang.clone(),
            description: String::new(),
            text: tags.comment.clone(),
        });
    }
    if !tags.lyrics.is_empty() {
        tag.add_frame(Lyrics {
            lang,
            description: String::new(),
            text: tags.lyrics.clone(),
        });
    }
    if !tags.url.is_empty() {
        tag.add_frame(Frame::link("WOAF", tags.url.clone()));
    }
    if let Some(cover) = &tags.cover {
        tag.add_frame(Picture {
            mime_type: "image/jpeg".into(),
            picture_type: PictureType::CoverFront,
            description: String::new(),
            data: cover.clone(),
        });
    }
    chapters(&mut tag, tags);
    // Old programs of Apple's look for this.
    tag.add_frame(ExtendedText {
        description: "PODCAST".into(),
        value: "1".into(),
    });
    tag
}

/// The table of contents, and a frame for each chapter, which ends where the next begins.
fn chapters(tag: &mut Tag, tags: &Tags) {
    if tags.chapters.is_empty() {
        return;
    }
    let name = |n: usize| format!("chp{n}");
    tag.add_frame(TableOfContents {
        element_id: "toc".into(),
        top_level: true,
        ordered: true,
        elements: (0..tags.chapters.len()).map(name).collect(),
        frames: Vec::new(),
    });
    for (n, part) in tags.chapters.iter().enumerate() {
        let next = tags.chapters.get(n + 1).map(|next| next.start);
        let mut frames = vec![Frame::text("TIT2", part.title.clone())];
        if let Some(url) = &part.url {
            let link = Content::ExtendedLink(ExtendedLink {
                description: String::new(),
                link: url.clone(),
            });
            frames.push(Frame::with_content("WXXX", link));
        }
        tag.add_frame(Chapter {
            element_id: name(n),
            start_time: part.start,
            end_time: next.unwrap_or(tags.length).max(part.start),
            // Times count, not bytes.
            start_offset: u32::MAX,
            end_offset: u32::MAX,
            frames,
        });
    }
}

/// The three letters (ISO 639-2) that ID3 wants for a language, for those that newsrooms write in; else "und".
fn three(language: &str) -> &'static str {
    let short = language.split(['-', '_']).next().unwrap_or_default();
    let known = [
        ("en", "eng"),
        ("de", "deu"),
        ("fr", "fra"),
        ("es", "spa"),
        ("ar", "ara"),
        ("it", "ita"),
        ("pt", "por"),
        ("nl", "nld"),
        ("pl", "pol"),
        ("uk", "ukr"),
        ("ru", "rus"),
        ("tr", "tur"),
        ("zh", "zho"),
        ("ja", "jpn"),
        ("hi", "hin"),
        ("sv", "swe"),
        ("da", "dan"),
        ("no", "nor"),
        ("fi", "fin"),
    ];
    let found = known
        .iter()
        .find(|(two, _)| short.eq_ignore_ascii_case(two));
    found.map_or("und", |(_, three)| three)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_cover_and_words_are_read_back_and_the_sound_stays() {
        let path = std::env::temp_dir().join(format!("standfirst-tags-{}.mp3", std::process::id()));
        // The head of a frame of MPEG 1 layer III, and what stands for sound.
        let sound = [&[0xff, 0xfb, 0x90, 0x64][..], &[7; 400]].concat();
        std::fs::write(&path, &sound).unwrap();
        let mut tags = Tags {
            title: "The tide turns – again".into(),
            album: "Tideline".into(),
            artist: "Ada Bell".into(),
            track: Some(3),
            disc: Some(2),
            day: Some("2026-05-03".into()),
            language: "en-GB".into(),
            cover: Some(vec![0xff, 0xd8, 0xff]),
            chapters: vec![
                Part {
                    start: 0,
                    title: "Hello".into(),
                    url: None,
                },
                Part {
                    start: 61_000,
                    title: "The quay".into(),
                    url: Some("https://news.example/quay".into()),
                },
            ],
            length: 180_000,
            ..Tags::default()
        };
        write(&path, &tags).unwrap();
        tags.title = "The tide turns".into();
        write(&path, &tags).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.ends_with(&sound), "the sound is as it was");
        let read = Tag::read_from_path(&path).unwrap();
        std::fs::remove_file(&path).ok();
        assert_eq!(read.version(), Version::Id3v23);
        assert_eq!(read.title(), Some("The tide turns"));
        assert_eq!((read.track(), read.disc()), (Some(3), Some(2)));
        assert_eq!(
            read.get("TDAT").and_then(|f| f.content().text()),
            Some("0305")
        );
        assert_eq!(read.pictures().count(), 1);
        let parts: Vec<(u32, u32)> = read
            .chapters()
            .map(|c| (c.start_time, c.end_time))
            .collect();
        assert_eq!(parts, [(0, 61_000), (61_000, 180_000)]);
        assert_eq!(read.tables_of_contents().next().unwrap().elements.len(), 2);
    }
}
