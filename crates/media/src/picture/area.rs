//! Parts of a picture, in fractions of its sides: they hold whatever size the picture is decoded in.

use serde::{Deserialize, Serialize};

/// What must stay in sight when a picture is cropped: from 0, the left and the top, to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Focus {
    pub x: f64,
    pub y: f64,
}

impl Default for Focus {
    /// The middle, a little up: where faces are.
    fn default() -> Self {
        Self { x: 0.5, y: 0.42 }
    }
}

/// A part of a picture, in fractions of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    /// The largest part with sides in this ratio, as close around the focus as the edges allow.
    #[must_use]
    pub fn fitted(ratio: (u32, u32), width: u32, height: u32, focus: Focus) -> Self {
        let wanted = f64::from(ratio.0.max(1)) / f64::from(ratio.1.max(1));
        let own = f64::from(width.max(1)) / f64::from(height.max(1));
        let (w, h) = if wanted > own {
            (1.0, own / wanted)
        } else {
            (wanted / own, 1.0)
        };
        let place = |focus: f64, side: f64| (focus - side / 2.0).clamp(0.0, 1.0 - side);
        Self {
            x: place(focus.x, w),
            y: place(focus.y, h),
            width: w,
            height: h,
        }
    }

    /// Whether it is a part of a picture at all, and not too small to be one.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let inside =
            |from: f64, side: f64| from >= 0.0 && side >= 0.01 && from + side <= 1.0 + 1e-6;
        inside(self.x, self.width) && inside(self.y, self.height)
    }

    /// Left, top, width and height in pixels of a picture of this size.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "each is bounded by a side of the picture"
    )]
    pub(super) fn pixels(&self, width: u32, height: u32) -> (u32, u32, u32, u32) {
        let one = |from: f64, part: f64, side: u32| {
            let len = (part * f64::from(side)).round().clamp(1.0, f64::from(side)) as u32;
            let from = (from * f64::from(side))
                .round()
                .clamp(0.0, f64::from(side - len)) as u32;
            (from, len)
        };
        let ((x, w), (y, h)) = (
            one(self.x, self.width, width),
            one(self.y, self.height, height),
        );
        (x, y, w, h)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crop_has_its_ratio_and_holds_the_focus() {
        for (width, height) in [(6_000, 4_000), (4_000, 6_000), (1_000, 1_000), (3, 4_000)] {
            for ratio in [(16, 9), (4, 3), (1, 1), (4, 5)] {
                for focus in [(0.0, 0.0), (0.2, 0.9), (1.0, 1.0), (0.5, 0.5)] {
                    let focus = Focus {
                        x: focus.0,
                        y: focus.1,
                    };
                    let area = Area::fitted(ratio, width, height, focus);
                    assert!(area.is_sound() || width == 3, "{area:?}");
                    let (x, y, w, h) = area.pixels(width, height);
                    assert!(x + w <= width && y + h <= height && w > 0 && h > 0);
                    let sides =
                        f64::from(w) * f64::from(ratio.1) - f64::from(h) * f64::from(ratio.0);
                    assert!(sides.abs() <= 20.0, "{w} by {h} for {ratio:?}");
                    let inside = |at: f64, from: f64, side: f64| {
                        at >= from - 1e-9 && at <= from + side + 1e-9
                    };
                    assert!(
                        inside(focus.x, area.x, area.width) && inside(focus.y, area.y, area.height)
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_no_part_is_none() {
        for (x, width) in [
            (-0.1, 0.5),
            (0.6, 0.5),
            (0.0, 0.0),
            (f64::NAN, 0.5),
            (0.0, f64::INFINITY),
        ] {
            let area = Area {
                x,
                width,
                y: 0.0,
                height: 1.0,
            };
            assert!(!area.is_sound(), "{area:?}");
        }
    }
}
