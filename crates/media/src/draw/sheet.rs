//! The paper: flat shapes laid over one another in a space one unit high.
//!
//! Every ink is its own screen and sits a hair beside the others, as in a print pulled by hand; so shapes that
//! reach the edge of the paper are drawn beyond it.

use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Paint, Path, PathBuilder,
    Pixmap, Point, RadialGradient, Shader, SpreadMode, Stroke, Transform,
};

use super::dice::scramble;
use super::palette::{Colour, Palette};

/// A place: from the left in units of the height, and from the top.
pub(super) type At = (f32, f32);

/// How far an ink may sit beside its place.
const SLIP: f32 = 0.0013;

/// What a shape is filled with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ink {
    /// One colour.
    Flat(Colour),
    /// From one colour at a height to another at a lower place.
    Down(f32, Colour, f32, Colour),
    /// From one colour at a place from the left to another further right.
    Across(f32, Colour, f32, Colour),
    /// From a colour in the middle, at a radius around a place, to nothing.
    Glow(At, f32, Colour),
}

impl From<Colour> for Ink {
    fn from(colour: Colour) -> Self {
        Self::Flat(colour)
    }
}

/// The paper, with its inks.
pub(super) struct Sheet {
    pub(super) pixels: Pixmap,
    /// The width where the height is 1.
    pub(super) w: f32,
    pub(super) inks: Palette,
    scale: At,
}

impl Sheet {
    pub(super) fn new(width: u32, height: u32, inks: Palette) -> Self {
        let Some(pixels) = Pixmap::new(width, height) else {
            unreachable!("{width} by {height} are checked")
        };
        // 640 by 427 and 1280 by 853 are not quite one shape; rounding makes them one composition.
        let w = ((width as f32 / height as f32 * 48.0).round() / 48.0).max(1.0 / 48.0);
        Self {
            pixels,
            w,
            inks,
            scale: (width as f32 / w, height as f32),
        }
    }

    /// A tone between far off (0), halfway (0.5) and close by (1).
    pub(super) fn tone(&self, near: f32) -> Colour {
        if near < 0.5 {
            self.inks.far.mix(self.inks.mid, near * 2.0)
        } else {
            self.inks.mid.mix(self.inks.ink, near * 2.0 - 1.0)
        }
    }

    /// Covers the whole paper.
    pub(super) fn flood(&mut self, ink: impl Into<Ink>) {
        self.block(-0.1, -0.1, self.w + 0.2, 1.2, ink);
    }

    /// Covers all from a height downwards.
    pub(super) fn ground(&mut self, y: f32, ink: impl Into<Ink>) {
        self.block(-0.1, y, self.w + 0.2, 1.1 - y, ink);
    }

    /// A shape with straight sides.
    pub(super) fn area(&mut self, points: &[At], ink: impl Into<Ink>) {
        self.fill(trace(points, true), ink.into());
    }

    /// A shape with soft sides, through the middles of the given points.
    pub(super) fn blob(&mut self, points: &[At], ink: impl Into<Ink>) {
        let Some((&last, &first)) = points.last().zip(points.first()) else {
            return;
        };
        let mut path = PathBuilder::new();
        let start = middle(last, first);
        path.move_to(start.0, start.1);
        for (n, &(x, y)) in points.iter().enumerate() {
            let to = middle((x, y), points[(n + 1) % points.len()]);
            path.quad_to(x, y, to.0, to.1);
        }
        path.close();
        self.fill(path.finish(), ink.into());
    }

    /// An upright rectangle: left, top, width, height.
    pub(super) fn block(&mut self, x: f32, y: f32, w: f32, h: f32, ink: impl Into<Ink>) {
        self.area(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)], ink);
    }

    /// A disc.
    pub(super) fn disc(&mut self, at: At, r: f32, ink: impl Into<Ink>) {
        self.oval(at, r, r, ink);
    }

    /// An ellipse.
    pub(super) fn oval(&mut self, at: At, rx: f32, ry: f32, ink: impl Into<Ink>) {
        let path = tiny_skia::Rect::from_ltrb(at.0 - rx, at.1 - ry, at.0 + rx, at.1 + ry)
            .and_then(PathBuilder::from_oval);
        self.fill(path, ink.into());
    }

    /// A broken line.
    pub(super) fn line(&mut self, points: &[At], width: f32, ink: impl Into<Ink>) {
        self.stroke(trace(points, false), width, ink.into());
    }

    /// A line that bends through the middles of the given points, from the first to the last.
    pub(super) fn bend(&mut self, points: &[At], width: f32, ink: impl Into<Ink>) {
        let [first, .., last] = points else { return };
        let mut path = PathBuilder::new();
        path.move_to(first.0, first.1);
        for pair in points.windows(2).skip(1) {
            let to = middle(pair[0], pair[1]);
            path.quad_to(pair[0].0, pair[0].1, to.0, to.1);
        }
        path.line_to(last.0, last.1);
        self.stroke(path.finish(), width, ink.into());
    }

    fn fill(&mut self, path: Option<Path>, ink: Ink) {
        let Some(path) = path else { return };
        let to = self.place(ink);
        self.pixels
            .fill_path(&path, &paint(ink), FillRule::Winding, to, None);
    }

    fn stroke(&mut self, path: Option<Path>, width: f32, ink: Ink) {
        let Some(path) = path else { return };
        let to = self.place(ink);
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        self.pixels
            .stroke_path(&path, &paint(ink), &stroke, to, None);
    }

    /// Where an ink's screen lies: pixels for units, and its own slip.
    fn place(&self, ink: Ink) -> Transform {
        let slip = match ink {
            Ink::Flat(c) if c.a == 1.0 => {
                let name =
                    (c.r.to_bits() ^ c.g.to_bits().rotate_left(11) ^ c.b.to_bits().rotate_left(22))
                        .into();
                let bits = scramble(name);
                let side = |bits: u64| ((bits & 255) as f32 / 127.5 - 1.0) * SLIP;
                (side(bits), side(bits >> 8))
            }
            _ => (0.0, 0.0),
        };
        Transform::from_row(
            self.scale.0,
            0.0,
            0.0,
            self.scale.1,
            slip.0 * self.scale.0,
            slip.1 * self.scale.1,
        )
    }
}

/// Points on an ellipse from one angle to another, in turns, clockwise from the right.
pub(super) fn arc(at: At, rx: f32, ry: f32, from: f32, to: f32) -> Vec<At> {
    const STEPS: u16 = 32;
    (0..=STEPS)
        .map(|n| {
            let turn =
                (from + (to - from) * f32::from(n) / f32::from(STEPS)) * std::f32::consts::TAU;
            (at.0 + rx * turn.cos(), at.1 + ry * turn.sin())
        })
        .collect()
}

fn middle(a: At, b: At) -> At {
    ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0)
}

fn trace(points: &[At], closed: bool) -> Option<Path> {
    let (first, rest) = points.split_first()?;
    let mut path = PathBuilder::new();
    path.move_to(first.0, first.1);
    for point in rest {
        path.line_to(point.0, point.1);
    }
    if closed {
        path.close();
    }
    path.finish()
}

fn paint(ink: Ink) -> Paint<'static> {
    let stops = |from: Colour, to: Colour| {
        vec![
            GradientStop::new(0.0, skia(from)),
            GradientStop::new(1.0, skia(to)),
        ]
    };
    let (shader, else_flat) = match ink {
        Ink::Flat(colour) => (None, colour),
        Ink::Down(y, from, end, to) => {
            let ends = (Point::from_xy(0.0, y), Point::from_xy(0.0, end));
            (
                LinearGradient::new(
                    ends.0,
                    ends.1,
                    stops(from, to),
                    SpreadMode::Pad,
                    Transform::identity(),
                ),
                from,
            )
        }
        Ink::Across(x, from, end, to) => {
            let ends = (Point::from_xy(x, 0.0), Point::from_xy(end, 0.0));
            (
                LinearGradient::new(
                    ends.0,
                    ends.1,
                    stops(from, to),
                    SpreadMode::Pad,
                    Transform::identity(),
                ),
                from,
            )
        }
        Ink::Glow((x, y), r, colour) => {
            let at = Point::from_xy(x, y);
            let stops = stops(colour, colour.thin(0.0));
            (
                RadialGradient::new(
                    at,
                    0.0,
                    at,
                    r,
                    stops,
                    SpreadMode::Pad,
                    Transform::identity(),
                ),
                colour.thin(0.0),
            )
        }
    };
    Paint {
        shader: shader.unwrap_or(Shader::SolidColor(skia(else_flat))),
        ..Paint::default()
    }
}

fn skia(c: Colour) -> Color {
    let part = |value: f32| value.clamp(0.0, 1.0);
    Color::from_rgba(part(c.r), part(c.g), part(c.b), part(c.a)).unwrap_or(Color::BLACK)
}
