//! The stage: curtains, light, players.

use super::dice::Dice;
use super::palette::Colour;
use super::props::skin;
use super::sheet::{At, Ink, Sheet, arc};

/// A stage with curtains and spots, players on it, heads before it.
pub(super) fn stage(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let back = d.pick(&[
        p.ink.mix(p.mid, 0.4),
        p.mid.mix(p.ink, 0.3),
        p.red.mix(p.ink, 0.6),
    ]);
    s.flood(Ink::Down(0.0, p.ink, 0.8, back));
    let boards = d.between(0.7, 0.75);
    let round = (s.w / 2.0, d.between(0.36, 0.44));
    let glow = d.pick(&[p.gold, p.red, p.disc]);
    s.disc(round, 0.27, glow);
    s.disc(round, 0.225, glow.mix(p.paper, 0.3));
    for n in 0..d.whole(0, 2) {
        s.line(
            &arc(
                round,
                0.3 + n as f32 * 0.03,
                0.3 + n as f32 * 0.03,
                0.0,
                1.0,
            ),
            0.006,
            glow.thin(0.6),
        );
    }
    s.block(
        -0.1,
        boards,
        s.w + 0.2,
        0.2,
        Ink::Down(
            boards,
            p.gold.mix(p.red, 0.35).mix(p.ink, 0.15),
            0.9,
            p.ink.mix(p.red, 0.35),
        ),
    );
    for n in -14..14i16 {
        s.line(
            &[
                (s.w / 2.0 + f32::from(n) * 0.08, boards),
                (s.w / 2.0 + f32::from(n) * 0.13, 0.9),
            ],
            0.0018,
            p.ink.thin(0.4),
        );
    }
    let number = d.whole(1, 3);
    for n in 0..number {
        let x = s.w / 2.0 + (n as f32 - (number - 1) as f32 / 2.0) * 0.27;
        let coat = d.pick(&[p.paper, p.ink, p.green, p.red]);
        s.oval((x, boards + 0.075), 0.14, 0.026, p.paper.thin(0.35));
        performer(s, d, (x, boards + 0.08), d.between(0.4, 0.44), coat);
    }
    for side in [-1.0f32, 1.0] {
        for far in [0.12, 0.4] {
            let from = (s.w * (0.5 + side * far), -0.04);
            let to = s.w / 2.0 + side * d.between(-0.2, 0.15);
            s.area(
                &[from, (to + 0.14, boards + 0.1), (to - 0.14, boards + 0.1)],
                Ink::Down(
                    0.0,
                    p.disc.mix(p.paper, 0.5).thin(0.38),
                    boards + 0.1,
                    p.paper.thin(0.03),
                ),
            );
        }
    }
    for side in [-1.0f32, 1.0] {
        let edge = s.w * (0.5 + side * 0.52);
        for n in 0..6u16 {
            let x = edge - side * f32::from(n) * 0.05;
            let cloth = if n % 2 == 0 {
                p.red
            } else {
                p.red.mix(p.ink, 0.35)
            };
            s.blob(
                &[
                    (x + side * 0.06, -0.3),
                    (x - side * 0.05, -0.3),
                    (x - side * 0.05, 0.5),
                    (x - side * 0.02 + side * f32::from(n) * 0.012, boards + 0.2),
                    (x + side * 0.06, boards + 0.2),
                ],
                cloth,
            );
        }
    }
    let swags = 6u16;
    for n in 0..swags {
        let step = s.w / f32::from(swags);
        let x = step * (f32::from(n) + 0.5);
        s.oval((x, -0.01), step * 0.58, 0.11, p.red.mix(p.ink, 0.2));
        s.oval((x, -0.02), step * 0.55, 0.1, p.red);
        s.line(
            &arc((x, -0.02), step * 0.55, 0.1, 0.02, 0.48),
            0.007,
            p.gold,
        );
    }
    for row in 0..2u16 {
        let mut x = -0.04 + f32::from(row) * 0.05;
        let tone = if row == 0 {
            p.ink.mix(p.mid, 0.3)
        } else {
            p.ink
        };
        while x < s.w + 0.05 {
            let r = d.between(0.03, 0.038) + f32::from(row) * 0.008;
            let y = 0.9 + f32::from(row) * 0.055 + d.between(-0.012, 0.012);
            s.oval((x, y), r * 0.82, r, tone);
            s.oval((x, y + r * 2.3), r * 2.0, r * 1.7, tone);
            if d.chance(0.25) {
                s.disc((x, y - r * 1.05), r * 0.45, tone);
            }
            x += d.between(0.1, 0.14);
        }
    }
}

fn performer(s: &mut Sheet, d: &Dice, (x, foot): At, h: f32, coat: Colour) {
    let p = s.inks;
    let at = |u: f32, v: f32| (x + u * h, foot - v * h);
    let skin = skin(d);
    match d.whole(0, 2) {
        // A singer in a long dress.
        0 => {
            s.area(
                &[
                    at(-0.07, 0.56),
                    at(0.07, 0.56),
                    at(0.24, 0.0),
                    at(-0.24, 0.0),
                ],
                coat,
            );
            s.area(
                &[
                    at(-0.1, 0.84),
                    at(0.1, 0.84),
                    at(0.06, 0.54),
                    at(-0.06, 0.54),
                ],
                coat,
            );
            s.line(
                &[at(-0.09, 0.8), at(-0.24, 0.66), at(-0.34, 0.8)],
                h * 0.05,
                skin,
            );
            s.line(
                &[at(0.09, 0.8), at(0.2, 0.7), at(0.06, 0.86)],
                h * 0.05,
                skin,
            );
            s.line(&[at(0.05, 0.87), at(0.08, 0.82)], h * 0.03, p.ink);
            head(s, d, at(0.0, 0.95), h, skin);
        }
        // A cellist, seated.
        1 => {
            s.line(
                &[at(-0.02, 0.44), at(0.16, 0.4), at(0.18, 0.02)],
                h * 0.09,
                p.ink,
            );
            s.line(
                &[at(-0.06, 0.44), at(-0.2, 0.38), at(-0.2, 0.02)],
                h * 0.09,
                p.ink,
            );
            s.area(
                &[at(-0.12, 0.78), at(0.1, 0.78), at(0.1, 0.4), at(-0.12, 0.4)],
                coat,
            );
            s.blob(
                &[
                    at(0.0, 0.56),
                    at(0.13, 0.54),
                    at(0.09, 0.4),
                    at(0.16, 0.24),
                    at(0.12, 0.1),
                    at(-0.06, 0.1),
                    at(-0.1, 0.24),
                    at(-0.03, 0.4),
                    at(-0.07, 0.54),
                ],
                p.red.mix(p.gold, 0.45),
            );
            s.line(&[at(0.02, 0.5), at(-0.01, 0.88)], h * 0.025, p.ink);
            s.line(&[at(0.03, 0.1), at(0.03, 0.0)], h * 0.012, p.ink);
            s.line(
                &[at(-0.11, 0.74), at(-0.22, 0.56), at(-0.1, 0.36)],
                h * 0.06,
                coat,
            );
            s.line(
                &[at(0.09, 0.74), at(0.16, 0.66), at(0.0, 0.74)],
                h * 0.06,
                coat,
            );
            s.line(&[at(-0.22, 0.32), at(0.26, 0.38)], h * 0.012, p.paper);
            head(s, d, at(-0.02, 0.9), h, skin);
        }
        // A player of the trumpet, standing.
        _ => {
            s.area(
                &[
                    at(-0.09, 0.5),
                    at(0.09, 0.5),
                    at(0.12, 0.0),
                    at(0.03, 0.0),
                    at(0.0, 0.4),
                    at(-0.05, 0.0),
                    at(-0.14, 0.0),
                ],
                p.ink,
            );
            s.area(
                &[
                    at(-0.12, 0.84),
                    at(0.12, 0.84),
                    at(0.1, 0.42),
                    at(-0.1, 0.42),
                ],
                coat,
            );
            head(s, d, at(0.0, 0.95), h, skin);
            s.line(&[at(0.05, 0.92), at(0.34, 0.95)], h * 0.025, p.gold);
            s.area(&[at(0.32, 0.95), at(0.42, 1.02), at(0.43, 0.9)], p.gold);
            s.line(
                &[at(-0.1, 0.8), at(0.02, 0.68), at(0.16, 0.9)],
                h * 0.06,
                coat,
            );
            s.line(&[at(0.1, 0.8), at(0.2, 0.74), at(0.2, 0.9)], h * 0.06, coat);
        }
    }
}

fn head(s: &mut Sheet, d: &Dice, at: At, h: f32, skin: Colour) {
    let hair = d.pick(&[
        s.inks.ink,
        s.inks.ink.mix(s.inks.red, 0.5),
        s.inks.paper.mix(s.inks.far, 0.4),
    ]);
    if d.chance(0.4) {
        s.oval((at.0, at.1 + h * 0.02), h * 0.085, h * 0.1, hair);
    }
    s.line(&[at, (at.0, at.1 + h * 0.11)], h * 0.05, skin);
    s.oval(at, h * 0.058, h * 0.07, skin);
    s.area(
        &arc((at.0, at.1 - h * 0.01), h * 0.068, h * 0.072, 0.48, 1.02),
        hair,
    );
}
