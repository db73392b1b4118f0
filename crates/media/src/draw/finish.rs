//! The print itself: paper grain, ink that does not take everywhere, and a soft falling-off to the corners.

use super::dice::scramble;
use super::picture::Picture;
use super::sheet::Sheet;

/// Grains from the top to the bottom of the paper, whatever the size of the picture.
const GRAINS: f32 = 620.0;

/// Pulls the print.
pub(super) fn print(sheet: &Sheet, seed: u64) -> Picture {
    let (width, height) = (sheet.pixels.width(), sheet.pixels.height());
    let paper =
        [sheet.inks.paper.r, sheet.inks.paper.g, sheet.inks.paper.b].map(|part| part * 255.0);
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    let step = GRAINS / height as f32;
    for (row, line) in sheet
        .pixels
        .data()
        .chunks_exact(width as usize * 4)
        .enumerate()
    {
        let y = row as f32 * step;
        let v = row as f32 / height as f32 - 0.5;
        for (column, pixel) in line.chunks_exact(4).enumerate() {
            let x = column as f32 * step;
            let u = column as f32 / width as f32 - 0.5;
            let bits = scramble(seed ^ (u64::from(x as u32) << 32 | u64::from(y as u32)));
            let grain = ((bits & 255) as f32 + (bits >> 8 & 255) as f32 - 255.0) / 255.0 * 3.2;
            // One grain in three hundred and fifty takes no ink, most visibly where there is much of it.
            let bare = if bits >> 16 & 1023 < 3 { 0.3 } else { 0.0 };
            let shade = 1.0 - (u * u + v * v) * 0.16;
            for part in 0..3 {
                let inked = f32::from(pixel[part]) * shade + grain;
                rgb.push((inked + (paper[part] - inked) * bare).clamp(0.0, 255.0) as u8);
            }
        }
    }
    Picture::new(width, height, rgb)
}
