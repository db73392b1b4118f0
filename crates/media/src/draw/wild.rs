//! Land without people: hills, night sky, storm, forest.

use super::dice::Dice;
use super::props::{birds, crest, fir, ridge, sky, stars, tree, wander};
use super::sheet::{At, Ink, Sheet, arc};

/// Ridge behind ridge, each nearer and darker, with a road and trees.
pub(super) fn hills(s: &mut Sheet, d: &Dice) {
    let horizon = d.between(0.42, 0.56);
    let sun = sky(s, d, horizon + 0.1);
    let layers = d.whole(4, 6);
    let left = sun.0 < s.w / 2.0;
    for n in 0..layers {
        let near = n as f32 / (layers - 1) as f32;
        let y = horizon + near * (0.86 - horizon);
        let tone = s.tone(near * 0.72).mix(s.inks.green, near * 0.4);
        let seed = d.next();
        let swing = 0.13 - near * 0.06;
        ridge(
            s,
            seed,
            (y, swing),
            1.1 + near * 0.7,
            Ink::Down(
                y - swing,
                tone,
                y + 0.3,
                tone.mix(s.inks.low, 0.4 * (1.0 - near)),
            ),
        );
        if n + 1 < layers && n > 1 {
            for _ in 0..d.whole(5, 12) {
                let x = d.between(0.0, s.w);
                let foot = y - swing * crest(seed, x, 1.1 + near * 0.7);
                fir(
                    s,
                    (x, foot + 0.006),
                    0.03 + near * 0.05,
                    tone.mix(s.inks.ink, 0.45),
                );
            }
        }
    }
    let x = s.w * d.between(0.35, 0.65);
    let road = s.inks.paper.mix(s.inks.gold, 0.3);
    s.blob(
        &[
            (x + 0.02, 0.87),
            (x + 0.12, 0.9),
            (x - 0.1, 0.95),
            (x - 0.16, 1.1),
            (x - 0.5, 1.2),
            (x - 0.3, 0.97),
            (x + 0.04, 0.91),
        ],
        road,
    );
    for _ in 0..d.whole(3, 6) {
        let at = (d.between(0.0, s.w), d.between(0.88, 0.99));
        let crown = d
            .pick(&[s.inks.green, s.inks.red, s.inks.gold])
            .mix(s.inks.ink, 0.25);
        let h = d.between(0.12, 0.22);
        tree(s, d, at, h, crown, left);
    }
    birds(s, d, (s.w * 0.5, 0.25), 4, s.inks.ink);
}

/// Stars over a black ridge: their trails around the pole, or the Milky Way above a dome.
pub(super) fn night_sky(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    s.flood(Ink::Down(
        0.0,
        p.ink.mix(p.high, 0.5),
        0.95,
        p.low.mix(p.high, 0.35),
    ));
    let pole = (s.w * d.between(0.3, 0.7), d.between(0.4, 0.6));
    if d.chance(0.4) {
        for n in 0..70u16 {
            let r = 0.03 + f32::from(n) * 0.018;
            let from = d.unit();
            let trail = arc(pole, r, r, from, from + d.between(0.05, 0.2));
            let colour = d
                .pick(&[p.paper, p.disc, p.gold])
                .thin(d.between(0.35, 0.9));
            s.line(&trail, d.between(0.0015, 0.0035), colour);
        }
    } else {
        let lean = d.pick(&[-0.7, -0.45, 0.45, 0.7]);
        let along = |t: f32, off: f32| {
            (
                s.w * 0.5 + (t - 0.5) * 1.5 + off * 0.6,
                0.4 + (t - 0.5) * 1.5 * lean - off,
            )
        };
        let cloud: Vec<(At, f32, f32)> = (0..64)
            .map(|_| {
                let (t, off) = (d.unit(), d.between(-1.0, 1.0) * d.unit() * 0.13);
                (along(t, off), d.between(0.07, 0.24), d.between(0.05, 0.1))
            })
            .collect();
        let dust: Vec<At> = (0..700)
            .map(|_| along(d.unit(), d.between(-1.0, 1.0) * d.unit() * 0.2))
            .collect();
        for (at, r, cover) in cloud {
            s.disc(
                at,
                r,
                Ink::Glow(at, r, p.far.mix(p.paper, 0.45).thin(cover * 1.7)),
            );
        }
        for at in dust {
            s.disc(
                at,
                d.between(0.0007, 0.002),
                p.paper.thin(d.between(0.4, 1.0)),
            );
        }
        stars(s, d, 320, 0.9);
        for _ in 0..12 {
            let at = (d.between(0.0, s.w), d.between(0.02, 0.7));
            s.disc(at, 0.012, Ink::Glow(at, 0.012, p.disc.thin(0.7)));
            s.disc(at, 0.0032, p.paper);
        }
        if d.chance(0.5) {
            let at = (d.between(0.2, s.w - 0.2), d.between(0.1, 0.35));
            s.line(
                &[at, (at.0 + 0.12, at.1 + 0.06)],
                0.002,
                Ink::Across(at.0, p.paper.thin(0.0), at.0 + 0.12, p.paper),
            );
        }
    }
    for (y, swing, tone) in [(0.8, 0.1, 0.55), (0.88, 0.06, 0.82)] {
        let seed = d.next();
        let colour = s.tone(tone);
        ridge(s, seed, (y, swing), 1.6, colour);
    }
    let seed = d.next();
    let foot = |x: f32| 0.94 - 0.03 * crest(seed, x, 1.2);
    if d.chance(0.6) {
        let (x, r) = (s.w * d.between(0.25, 0.75), d.between(0.08, 0.12));
        let y = foot(x) - r * 0.7;
        s.block(
            x - r,
            y,
            r * 2.0,
            0.2,
            Ink::Across(x - r, p.far, x + r, p.ink),
        );
        s.area(
            &arc((x, y), r * 1.06, r * 1.06, 0.5, 1.0),
            Ink::Across(x - r, p.paper.mix(p.far, 0.35), x + r, p.mid),
        );
        let slit = d.pick(&[-0.3f32, 0.3]);
        s.area(
            &[
                (x + r * slit, y),
                (x + r * slit * 1.1, y - r * 0.98),
                (x + r * (slit + 0.16), y - r * 0.98),
                (x + r * (slit + 0.25), y),
            ],
            p.gold,
        );
        s.block(x - r * 0.15, foot(x) - r * 0.38, r * 0.3, r * 0.7, p.gold);
    } else {
        for n in 0..3u16 {
            let x = s.w * 0.3 + f32::from(n) * d.between(0.14, 0.24);
            let y = foot(x) + 0.005;
            let h = d.between(0.06, 0.09);
            s.disc(
                (x, y - h * 0.3),
                h * 2.0,
                Ink::Glow((x, y - h * 0.3), h * 2.0, p.gold.thin(0.45)),
            );
            s.area(
                &[(x - h * 0.9, y), (x, y - h), (x + h * 0.9, y)],
                d.pick(&[p.red, p.gold, p.green]),
            );
            s.area(&[(x - h * 0.2, y), (x, y - h), (x + h * 0.2, y)], p.disc);
        }
    }
    ridge(s, seed, (0.94, 0.03), 1.2, p.ink);
    for _ in 0..d.whole(6, 14) {
        let x = d.between(0.0, s.w);
        fir(
            s,
            (x, foot(x) + 0.04),
            d.between(0.08, 0.2),
            p.ink.mix(p.mid, 0.12),
        );
    }
}

/// Piled clouds, rain and lightning over a house or the sea.
pub(super) fn storm(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let horizon = d.between(0.68, 0.76);
    s.flood(Ink::Down(
        0.0,
        p.ink.mix(p.mid, 0.35),
        horizon,
        p.low.mix(p.far, 0.3),
    ));
    let strike = s.w * d.between(0.3, 0.7);
    let glow = (strike, 0.4);
    s.disc(glow, 0.6, Ink::Glow(glow, 0.6, p.disc.thin(0.55)));
    let mut at = (strike, 0.3);
    let mut bolt = vec![at];
    while at.1 < horizon - 0.02 {
        at = (at.0 + d.between(-0.075, 0.075), at.1 + d.between(0.05, 0.1));
        bolt.push(at);
    }
    s.line(&bolt, 0.022, p.disc.thin(0.3));
    s.line(&bolt, 0.0075, p.paper);
    if let Some(&fork) = bolt.get(2) {
        let side = d.pick(&[-1.0f32, 1.0]);
        s.line(
            &[
                fork,
                (fork.0 + side * 0.06, fork.1 + 0.07),
                (fork.0 + side * 0.09, fork.1 + 0.17),
            ],
            0.004,
            p.paper,
        );
    }
    for layer in 0..3u16 {
        let y = 0.36 - f32::from(layer) * 0.13;
        let tone = p.mid.mix(p.ink, 0.25 + f32::from(layer) * 0.26);
        let mut x = -0.1;
        s.block(-0.1, -0.1, s.w + 0.2, y + 0.08, tone);
        while x < s.w + 0.1 {
            let r = d.between(0.06, 0.13);
            s.disc((x, y + d.between(-0.02, 0.02)), r, tone);
            s.area(
                &arc((x - r * 0.1, y + r * 0.05), r * 0.8, r * 0.8, 0.1, 0.36),
                tone.mix(p.far, 0.14),
            );
            x += r * 1.15;
        }
    }
    let far = s.tone(0.45);
    let seed = d.next();
    ridge(s, seed, (horizon, 0.03), 2.0, far);
    if d.chance(0.5) {
        waves(s, d, horizon + 0.02);
    } else {
        let seed = d.next();
        ridge(s, seed, (horizon + 0.1, 0.05), 1.1, s.tone(0.75));
        let x = s.w * d.pick(&[0.25, 0.72]);
        let y = horizon + 0.12;
        s.block(x - 0.07, y - 0.09, 0.14, 0.12, p.ink.mix(p.mid, 0.3));
        s.area(
            &[
                (x - 0.09, y - 0.085),
                (x - 0.03, y - 0.16),
                (x + 0.05, y - 0.16),
                (x + 0.09, y - 0.085),
            ],
            p.red,
        );
        s.block(x - 0.02, y - 0.06, 0.035, 0.04, p.gold);
        let bent = s.w - x;
        s.area(
            &[
                (bent - 0.02, y + 0.06),
                (bent - 0.005, y - 0.06),
                (bent + 0.03, y - 0.16),
                (bent + 0.045, y - 0.16),
                (bent + 0.015, y - 0.05),
                (bent + 0.02, y + 0.06),
            ],
            p.ink,
        );
        for (u, v, r) in [
            (0.02, 0.2, 0.05),
            (0.06, 0.24, 0.058),
            (0.12, 0.23, 0.05),
            (0.1, 0.18, 0.045),
            (0.17, 0.215, 0.034),
            (0.21, 0.2, 0.02),
        ] {
            s.oval(
                (bent + u, y - v),
                r * 1.25,
                r * 0.8,
                p.green.mix(p.ink, 0.62),
            );
        }
        for _ in 0..9 {
            let at = (bent + d.between(0.16, 0.4), y - d.between(0.1, 0.28));
            s.oval(at, 0.007, 0.0035, p.green.mix(p.ink, 0.4));
        }
        let seed = d.next();
        ridge(s, seed, (horizon + 0.17, 0.03), 1.6, p.ink);
    }
    for _ in 0..170 {
        let (x, y, h) = (
            d.between(-0.1, s.w + 0.2),
            d.between(0.3, 1.0),
            d.between(0.03, 0.09),
        );
        s.line(
            &[(x, y), (x - h * 0.42, y + h)],
            0.0022,
            p.paper.thin(d.between(0.15, 0.42)),
        );
    }
}

/// Rows of steep waves, nearer and higher, with white heads.
pub(super) fn waves(s: &mut Sheet, d: &Dice, top: f32) {
    let rows = 5u16;
    for row in 0..rows {
        let t = f32::from(row) / f32::from(rows - 1);
        let y = top + (1.0 - top) * t * 0.85;
        let (long, high) = (0.1 + t * 0.2, 0.02 + t * 0.06);
        let slip = d.between(0.0, long);
        let tone = s.inks.mid.mix(s.inks.ink, t * 0.8);
        let mut x = -long - slip;
        s.ground(y + high * 0.2, tone);
        while x < s.w + long {
            let at = |u: f32, v: f32| (x + u * long, y - v * high);
            s.area(
                &[
                    at(-0.02, -0.35),
                    at(0.2, 0.05),
                    at(0.5, 0.4),
                    at(0.72, 1.0),
                    at(0.8, 0.55),
                    at(0.88, 0.15),
                    at(1.02, -0.35),
                ],
                tone,
            );
            s.area(
                &[
                    at(0.38, 0.25),
                    at(0.58, 0.55),
                    at(0.72, 1.0),
                    at(0.64, 0.45),
                    at(0.5, 0.12),
                ],
                s.inks.paper.thin(0.85),
            );
            s.bend(
                &[at(0.72, 1.0), at(0.76, 0.6), at(0.82, 0.35), at(0.95, 0.05)],
                0.0016 + t * 0.0024,
                s.inks.paper,
            );
            s.bend(
                &[at(0.0, -0.7), at(0.3, -0.5), at(0.6, -0.75), at(0.9, -0.6)],
                0.0014 + t * 0.002,
                s.inks.far.thin(0.5),
            );
            x += long;
        }
    }
}

/// Trunks behind trunks in mist, light between them, and sometimes a deer.
pub(super) fn forest(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let air = p.low.mix(p.paper, 0.35);
    s.flood(Ink::Down(0.0, p.high.mix(air, 0.55), 0.8, air));
    let sun = (s.w * d.between(0.3, 0.7), d.between(0.2, 0.36));
    let r = d.between(0.08, 0.13);
    s.disc(sun, r * 4.5, Ink::Glow(sun, r * 4.5, p.disc.thin(0.7)));
    s.disc(sun, r, p.disc.mix(p.paper, 0.25));
    let autumn = d.chance(0.4);
    let layers = 4u16;
    for layer in 0..layers {
        let near = f32::from(layer) / f32::from(layers - 1);
        let tone = air.mix(s.tone(near), 0.35 + near * 0.65);
        let floor = 0.66 + near * 0.26;
        let girth = 0.012 + near * near * 0.055;
        let seed = d.next();
        let mut x = d.between(-0.05, 0.05);
        while x < s.w + 0.05 {
            let lean = d.between(-0.02, 0.02);
            let w = girth * d.between(0.7, 1.25);
            let clear = near > 0.9 && (x - s.w / 2.0).abs() < 0.24;
            if !clear {
                s.area(
                    &[
                        (x - w * 0.4 + lean, -0.1),
                        (x + w * 0.4 + lean, -0.1),
                        (x + w * 0.55, floor),
                        (x + w * 0.95, floor + 0.05),
                        (x - w * 0.95, floor + 0.05),
                        (x - w * 0.55, floor),
                    ],
                    tone,
                );
                let away = (x - sun.0).signum();
                s.area(
                    &[
                        (x + away * w * 0.1 + lean, -0.1),
                        (x + away * w * 0.4 + lean, -0.1),
                        (x + away * w * 0.55, floor),
                        (x + away * w * 0.2, floor),
                    ],
                    p.ink.thin(0.16 + near * 0.2),
                );
                for _ in 0..d.whole(1, 3) {
                    let (y, side) = (d.between(0.1, 0.5), d.pick(&[-1.0f32, 1.0]));
                    s.bend(
                        &[
                            (x + lean * 0.5, y + 0.06),
                            (x + side * w * 1.6, y),
                            (x + side * (w * 2.4 + 0.04), y - 0.05),
                        ],
                        w * 0.16,
                        tone,
                    );
                }
            }
            x += girth * d.between(2.6, 4.6) + 0.03;
        }
        let green = if autumn {
            p.red.mix(p.gold, 0.5 + 0.4 * wander(seed, 3.0))
        } else {
            p.green
        };
        let floor_ink = tone.mix(green, 0.42);
        ridge(s, seed, (floor + 0.02, 0.02), 3.0, floor_ink);
        let leaf = green.mix(tone, 0.35 + near * 0.2);
        let mut x = d.between(-0.1, 0.0);
        while x < s.w + 0.1 {
            let size = d.between(0.05, 0.09) + near * 0.02;
            let y = d.between(-0.06, 0.02 + near * 0.02);
            for (u, v, r) in [
                (0.0, 0.0, 1.0),
                (-0.8, -0.1, 0.75),
                (0.8, -0.2, 0.8),
                (0.3, 0.5, 0.6),
            ] {
                s.disc((x + u * size, y + v * size), r * size, leaf);
            }
            x += size * d.between(1.2, 3.0);
        }
    }
    for n in 0..4u16 {
        let x = sun.0 - 0.3 + f32::from(n) * 0.2;
        let to = sun.0 + (x - sun.0) * 3.2;
        s.area(
            &[
                (x * 0.3 + sun.0 * 0.7, sun.1),
                (x * 0.3 + sun.0 * 0.7 + 0.03, sun.1),
                (to + 0.16, 1.05),
                (to, 1.05),
            ],
            Ink::Down(sun.1, p.paper.thin(0.17), 0.95, p.paper.thin(0.01)),
        );
    }
    if d.chance(0.6) {
        deer(
            s,
            (s.w * 0.5 + d.between(-0.1, 0.1), 0.93),
            d.between(0.2, 0.26),
            d.pick(&[-1.0, 1.0]),
        );
    }
    for _ in 0..40 {
        let (x, h) = (d.between(0.0, s.w), d.between(0.03, 0.09));
        s.bend(
            &[
                (x, 1.02),
                (x + h * 0.1, 1.0 - h * 0.6),
                (x + d.between(-0.5, 0.5) * h, 1.0 - h),
            ],
            0.004,
            p.ink,
        );
    }
}

fn deer(s: &mut Sheet, (x, foot): At, h: f32, way: f32) {
    let ink = s.inks.ink;
    let at = |u: f32, v: f32| (x + u * h * way, foot - v * h);
    for (u, toe) in [(-0.3, -0.32), (-0.2, -0.18), (0.2, 0.2), (0.28, 0.31)] {
        s.line(&[at(u, 0.5), at(u, 0.25), at(toe, 0.0)], h * 0.04, ink);
    }
    s.blob(
        &[
            at(-0.36, 0.62),
            at(-0.1, 0.62),
            at(0.2, 0.66),
            at(0.34, 0.58),
            at(0.26, 0.38),
            at(0.0, 0.42),
            at(-0.3, 0.38),
        ],
        ink,
    );
    s.area(
        &[at(0.14, 0.6), at(0.36, 0.93), at(0.44, 0.88), at(0.34, 0.5)],
        ink,
    );
    s.blob(
        &[
            at(0.32, 0.96),
            at(0.42, 0.98),
            at(0.58, 0.86),
            at(0.56, 0.82),
            at(0.4, 0.84),
        ],
        ink,
    );
    for side in [-1.0f32, 1.0] {
        let tip = 0.4 + side * 0.14;
        s.bend(
            &[
                at(0.38, 0.95),
                at(0.36 + side * 0.12, 1.02),
                at(tip, 1.16),
                at(tip + side * 0.02, 1.24),
            ],
            h * 0.022,
            ink,
        );
        s.line(
            &[at(0.38 + side * 0.1, 1.06), at(0.38 + side * 0.02, 1.16)],
            h * 0.018,
            ink,
        );
    }
    s.line(&[at(-0.37, 0.56), at(-0.42, 0.48)], h * 0.04, s.inks.paper);
}
