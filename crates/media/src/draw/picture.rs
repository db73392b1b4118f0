//! A finished picture and its JPEG.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// A finished picture: rows of red, green and blue bytes, from the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    pub(super) fn new(width: u32, height: u32, rgb: Vec<u8>) -> Self {
        Self { width, height, rgb }
    }

    /// The width in pixels.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// The height in pixels.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The pixels, three bytes each, row by row from the top left.
    #[must_use]
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The picture as a JPEG file of the given quality, 1 to 100.
    #[must_use]
    pub fn jpeg(&self, quality: u8) -> Vec<u8> {
        let mut file = Vec::with_capacity(self.rgb.len() / 16);
        let mut encoder = Encoder::new(&mut file, quality.clamp(1, 100));
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.set_optimized_huffman_tables(true);
        // The sheet is at most 8192 a side, so both fit, and writing to memory does not fail.
        let (width, height) = (self.width as u16, self.height as u16);
        match encoder.encode(&self.rgb, width, height, ColorType::Rgb) {
            Ok(()) => file,
            Err(error) => unreachable!("a JPEG in memory: {error}"),
        }
    }
}
