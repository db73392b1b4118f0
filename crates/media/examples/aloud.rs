//! Reads a text aloud: `aloud VOICE TEXT FOLDER [gb|us] [SPEAKER]` writes speech.mp3, speech.ogg and words.vtt there; with a
//! speaker, VOICE is a folder of Kokoro. Paragraphs are parted by empty lines. `aloud --said [gb|us]` writes what it is given as it is said.

use std::error::Error;
use std::path::Path;

use media::speech::say::{say, text_of};
use media::speech::track::{self, Paragraph};
use media::speech::{Engine, English, Hibari, Kokoro, reading};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let whose = |rest: &[String]| {
        let tag = rest
            .first()
            .map_or("en-gb".into(), |tag| format!("en-{tag}"));
        English::of(&tag).ok_or("whose English?")
    };
    let (voice, text, folder, english, speaker) = match &arguments[..] {
        [said, rest @ ..] if said == "--said" => {
            let text = std::io::read_to_string(std::io::stdin())?;
            let said = say(&text, whose(rest)?).map_err(|unsaid| unsaid.to_string())?;
            println!("{}", text_of(&said));
            return Ok(());
        }
        [voice, text, folder, rest @ ..] => (voice, text, folder, whose(rest)?, rest.get(1)),
        _ => return Err("aloud VOICE TEXT FOLDER [gb|us] [SPEAKER]".into()),
    };
    let (text, folder) = (std::fs::read_to_string(text)?, Path::new(folder));
    std::fs::create_dir_all(folder)?;
    let voice = Path::new(voice);
    let mut voice: Box<dyn Engine> = match speaker {
        Some(speaker) => Box::new(Kokoro::open(voice, speaker, &[])?),
        None => Box::new(Hibari::open(voice, &[])?),
    };
    let mut paragraphs = Vec::new();
    for (block, text) in text.split("\n\n").map(str::trim).enumerate() {
        for range in reading::stretches(text) {
            let text = text[range].to_owned();
            let reading = reading::read(voice.as_mut(), &text, english)?;
            let path = folder.join(format!("reading-{}", paragraphs.len()));
            std::fs::write(&path, reading.to_bytes())?;
            if !reading.told.guessed.is_empty() {
                eprintln!("guessed: {}", reading.told.guessed.join(", "));
            }
            paragraphs.push(Paragraph {
                block,
                text,
                reading: path,
            });
        }
    }
    eprintln!("read after {} s of one processor", spent()?);
    let made = track::make(&paragraphs, 24_000, &[("title", "Aloud")], folder)?;
    std::fs::write(folder.join("words.vtt"), made.cues)?;
    println!("{:.1} s", made.seconds);
    Ok(())
}

/// Seconds that this process, without those it started, has had of a processor (proc(5)).
fn spent() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let ticks = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    let (user, system) = (ticks.clone().nth(11), ticks.clone().nth(12));
    let sum = user.ok_or("no times")?.parse::<f64>()? + system.ok_or("no times")?.parse::<f64>()?;
    Ok(sum / 100.0)
}
