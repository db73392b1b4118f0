//! Sound as WAV, written for a short sound that is heard at once, and read as programs send it that make speech; and samples
//! at another rate. Reach: bytes and numbers in, numbers and bytes out. What is read is somebody else's: nothing in it is
//! believed further than the bytes go.

use std::f32::consts::PI;

/// Samples as a file with 16 bits.
#[must_use]
pub fn write(samples: &[f32], rate: u32) -> Vec<u8> {
    let length = (samples.len() * 2) as u32;
    let mut file = Vec::with_capacity(44 + samples.len() * 2);
    file.extend(b"RIFF");
    file.extend((36 + length).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // Whole numbers, one channel.
    file.extend([1, 0, 1, 0]);
    file.extend(rate.to_le_bytes());
    file.extend((rate * 2).to_le_bytes());
    file.extend([2, 0, 16, 0]);
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    let whole = |s: &f32| ((s.clamp(-1.0, 1.0) * 32_767.0) as i16).to_le_bytes();
    file.extend(samples.iter().flat_map(whole));
    file
}

/// Rates that sound can have, in samples a second.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;

/// How samples are written down (RFC 2361; Microsoft's WAVEFORMATEXTENSIBLE, whose kind is in its sub-format).
#[derive(Clone, Copy)]
struct Format {
    kind: u16,
    channels: usize,
    rate: u32,
    bits: u16,
}

/// The samples of a file between -1 and 1, all its channels as one, and how many there are a second. 16, 24 and 32 bits, and
/// 32 bits with a point. A file that is sent while it is made does not know its length (zero or the largest number): it goes
/// on to the end.
///
/// # Errors
/// Why not, as it goes on after "the sound".
pub fn read(file: &[u8]) -> Result<(Vec<f32>, u32), String> {
    let Some(mut rest) = file
        .strip_prefix(b"RIFF")
        .and_then(|rest| rest.get(4..))
        .and_then(|rest| rest.strip_prefix(b"WAVE"))
    else {
        return Err("is no WAV".into());
    };
    let mut format = None;
    while let Some((head, body)) = rest.split_first_chunk::<8>() {
        let (name, length) = (&head[..4], [head[4], head[5], head[6], head[7]]);
        let length = u32::from_le_bytes(length) as usize;
        if name == b"data" {
            let format = format.ok_or("begins before it says how it is written")?;
            let length = if length == 0 { body.len() } else { length };
            return samples(&body[..length.min(body.len())], format);
        }
        let part = body.get(..length).ok_or("breaks off")?;
        if name == b"fmt " {
            format = Some(read_format(part)?);
        }
        // Parts are of even length.
        rest = body.get(length + length % 2..).unwrap_or_default();
    }
    Err("has no samples".into())
}

fn read_format(part: &[u8]) -> Result<Format, String> {
    let number = |at: usize| Some(u16::from_le_bytes([*part.get(at)?, *part.get(at + 1)?]));
    let read = || {
        let kind = match number(0)? {
            0xfffe => number(24)?,
            kind => kind,
        };
        let rate = u32::from(number(4)?) | u32::from(number(6)?) << 16;
        Some(Format {
            kind,
            channels: usize::from(number(2)?),
            rate,
            bits: number(14)?,
        })
    };
    let format = read().ok_or("breaks off")?;
    if !(1..=8).contains(&format.channels) || !RATES.contains(&format.rate) {
        return Err(format!(
            "has {} channels and {} samples a second",
            format.channels, format.rate
        ));
    }
    Ok(format)
}

fn samples(bytes: &[u8], format: Format) -> Result<(Vec<f32>, u32), String> {
    let all: Vec<f32> = match (format.kind, format.bits) {
        (1, 16) => each(bytes, |b: [u8; 2]| {
            f32::from(i16::from_le_bytes(b)) / 32_768.0
        }),
        (1, 24) => each(bytes, |[a, b, c]: [u8; 3]| {
            i32::from_le_bytes([0, a, b, c]) as f32 / 2_147_483_648.0
        }),
        (1, 32) => each(bytes, |b: [u8; 4]| {
            i32::from_le_bytes(b) as f32 / 2_147_483_648.0
        }),
        (3, 32) => each(bytes, f32::from_le_bytes),
        (kind, bits) => return Err(format!("is WAV of kind {kind} with {bits} bits")),
    };
    let one = |frame: &[f32]| {
        let sum: f32 = frame.iter().sum();
        let one = sum / frame.len() as f32;
        // What is no number is silence.
        if one.is_finite() {
            one.clamp(-1.0, 1.0)
        } else {
            0.0
        }
    };
    let frames = all.chunks_exact(format.channels).map(one);
    Ok((frames.collect(), format.rate))
}

fn each<const N: usize>(bytes: &[u8], read: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    bytes.as_chunks::<N>().0.iter().map(|b| read(*b)).collect()
}

/// Zero crossings of the filter on either side.
const WIDTH: f32 = 16.0;

/// Samples at another rate: a sinc that a Hann window ends, as low as the lower of both rates demands (Smith and Gossett
/// 1984).
#[must_use]
pub fn at_rate(samples: &[f32], from: u32, to: u32) -> Vec<f32> {
    if from == to || samples.is_empty() {
        return samples.to_vec();
    }
    let (step, low) = (
        f64::from(from) / f64::from(to),
        to.min(from) as f32 / from as f32,
    );
    let reach = (WIDTH / low).ceil();
    let length = (samples.len() as f64 / step).round() as usize;
    let at = |n: usize| {
        let middle = n as f64 * step;
        let first = (middle - f64::from(reach)).ceil().max(0.0) as usize;
        let last = ((middle + f64::from(reach)) as usize).min(samples.len() - 1);
        let inside = samples.iter().enumerate().take(last + 1).skip(first);
        let weighed = inside.map(|(k, sample)| {
            let away = (k as f64 - middle) as f32;
            let x = PI * away * low;
            let sinc = if x.abs() < 1e-4 { 1.0 } else { x.sin() / x };
            sample * sinc * (0.5 + 0.5 * (PI * away / reach).cos())
        });
        weighed.sum::<f32>() * low
    };
    (0..length).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::{at_rate, read, write};

    fn sine(hertz: f32, rate: u32) -> Vec<f32> {
        let turn = std::f32::consts::TAU * hertz / rate as f32;
        (0..rate).map(|n| 0.5 * (turn * n as f32).sin()).collect()
    }

    fn close(one: &[f32], other: &[f32], by: f32) {
        assert_eq!(one.len(), other.len());
        let off = one.iter().zip(other).map(|(a, b)| (a - b).abs());
        let off = off.fold(0.0, f32::max);
        assert!(off < by, "{off}");
    }

    /// A header for samples that are written otherwise.
    fn file(kind: u16, channels: u16, bits: u16, length: u32, data: &[u8]) -> Vec<u8> {
        let mut file = b"RIFF\xff\xff\xff\xffWAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0".to_vec();
        for number in [kind, channels, 24_000, 0, 0, 0, 2, bits] {
            file.extend(number.to_le_bytes());
        }
        file.extend(b"data");
        file.extend(length.to_le_bytes());
        file.extend(data);
        file
    }

    #[test]
    fn what_is_written_is_read() {
        let samples = sine(440.0, 24_000);
        let written = write(&samples, 24_000);
        let (again, rate) = read(&written).unwrap();
        assert_eq!(rate, 24_000);
        close(&samples, &again, 1e-4);
        // A file that was sent before anybody knew its length, and one that breaks off.
        for length in [0, u32::MAX, 1 << 20] {
            let mut streamed = written.clone();
            streamed[40..44].copy_from_slice(&length.to_le_bytes());
            assert_eq!(read(&streamed).unwrap().0.len(), samples.len());
        }
    }

    #[test]
    fn samples_are_read_as_they_are_written_down() {
        let read = |file: &[u8]| read(file).unwrap().0;
        let pair: Vec<u8> = [0.5_f32, -0.25]
            .iter()
            .flat_map(|s| s.to_le_bytes())
            .collect();
        assert_eq!(read(&file(3, 1, 32, 8, &pair)), [0.5, -0.25]);
        assert_eq!(read(&file(3, 2, 32, 8, &pair)), [0.125]);
        assert_eq!(read(&file(1, 1, 24, 3, &[0, 0, 0x40])), [0.5]);
        assert_eq!(read(&file(1, 1, 32, 4, &[0, 0, 0, 0xc0])), [-0.5]);
        let none = f32::NAN.to_le_bytes();
        assert_eq!(read(&file(3, 1, 32, 4, &none)), [0.0]);
    }

    #[test]
    fn what_is_no_sound_is_refused_and_nothing_panics() {
        let whole = write(&sine(440.0, 8_000)[..50], 8_000);
        for end in 0..whole.len() {
            read(&whole[..end]).ok();
            let mut damaged = whole.clone();
            damaged[end] ^= 0xff;
            read(&damaged).ok();
        }
        assert!(read(b"ID3\x04").unwrap_err().contains("no WAV"));
        assert!(
            read(&file(0x55, 1, 16, 2, &[0, 0]))
                .unwrap_err()
                .contains("kind 85")
        );
        assert!(
            read(&file(1, 0, 16, 2, &[0, 0]))
                .unwrap_err()
                .contains("0 channels")
        );
        assert!(read(&file(1, 1, 16, 2, &[])).unwrap().0.is_empty());
    }

    #[test]
    fn another_rate_keeps_what_is_heard() {
        for rate in [16_000, 22_050, 44_100, 48_000] {
            let there = at_rate(&sine(1_000.0, rate), rate, 24_000);
            close(
                &there[500..23_500],
                &sine(1_000.0, 24_000)[500..23_500],
                0.005,
            );
        }
        // What the new rate cannot hold is not heard as something else.
        let gone = at_rate(&sine(15_000.0, 48_000), 48_000, 24_000);
        assert!(gone[500..23_500].iter().all(|s| s.abs() < 0.01));
    }
}
