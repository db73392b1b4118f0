//! In town: skyline, street.

use super::dice::Dice;
use super::palette::Colour;
use super::props::{birds, lamp, person, ridge, sky, tree, windows};
use super::sheet::{At, Ink, Sheet};

/// Towers behind towers, and roofs in front.
pub(super) fn skyline(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let base = d.between(0.8, 0.88);
    let sun = sky(s, d, base - 0.08);
    let lit = if p.night {
        p.gold
    } else {
        p.disc.mix(p.paper, 0.35)
    };
    for layer in 0..3u16 {
        let near = f32::from(layer) / 2.0;
        let tone = s.tone(0.08 + near * 0.62);
        let peak = s.w * d.between(0.25, 0.75);
        let mut x = -0.06 - d.between(0.0, 0.08);
        while x < s.w + 0.02 {
            let w = d.between(0.06, 0.13) + near * 0.03;
            let swell = (1.0 - ((x - peak) / s.w).abs() * 1.5).max(0.0);
            let h = d.between(0.1, 0.26) + swell * d.between(0.18, 0.36) - near * 0.06;
            tower(s, d, (x, base - h), (w, h + 0.3), tone, sun.0 < x);
            if layer > 0 {
                let grid = (d.whole(3, 5), (h / 0.03) as u32 + 1);
                let dark = tone.mix(p.ink, 0.35);
                windows(
                    s,
                    d,
                    (x + w * 0.06, base - h + 0.02),
                    (w * 0.88, h),
                    grid,
                    (dark, lit.mix(tone, 0.25 - near * 0.2)),
                );
            }
            x += w * d.between(0.82, 1.35);
        }
        let haze = p.low.thin(0.55 * (1.0 - near));
        s.block(
            -0.1,
            base - 0.34,
            s.w + 0.2,
            0.5,
            Ink::Down(base - 0.34, haze.thin(0.0), base, haze),
        );
    }
    if d.chance(0.5) {
        let bank = p.mid.mix(p.ink, 0.5);
        s.ground(base, Ink::Down(base, bank, 1.0, p.ink));
        for _ in 0..70 {
            let (x, y) = (
                d.between(0.0, s.w),
                base + 0.012 + d.unit().powf(1.5) * (1.0 - base),
            );
            let half = d.between(0.008, 0.04);
            s.line(
                &[(x - half, y), (x + half, y)],
                0.003,
                d.pick(&[lit, p.far, p.ink]).thin(0.45),
            );
        }
        for _ in 0..14 {
            let x = d.between(0.0, s.w);
            let crown = p.green.mix(p.ink, 0.4);
            tree(
                s,
                d,
                (x, base + 0.004),
                d.between(0.05, 0.08),
                crown,
                sun.0 < x,
            );
        }
    } else {
        let mut x = -0.08;
        while x < s.w {
            let w = d.between(0.24, 0.4);
            roof(s, d, (x, d.between(0.86, 0.92)), w);
            x += w * d.between(0.9, 1.05);
        }
    }
    birds(
        s,
        d,
        (s.w * 0.45, 0.2),
        5,
        if p.night { p.paper } else { p.ink },
    );
}

fn tower(s: &mut Sheet, d: &Dice, (x, y): At, (w, h): At, tone: Colour, right: bool) {
    let middle = x + w / 2.0;
    match d.whole(0, 5) {
        0 => s.area(
            &[(x, y), (x + w, y - w * 0.5), (x + w, y + h), (x, y + h)],
            tone,
        ),
        1 => {
            s.block(x + w * 0.2, y - w * 0.28, w * 0.6, w * 0.3, tone);
            s.line(&[(middle, y), (middle, y - w * 1.1)], 0.004, tone);
            s.block(x, y, w, h, tone);
        }
        2 => {
            s.area(&[(x, y), (middle, y - w * 0.75), (x + w, y)], tone);
            s.block(x, y, w, h, tone);
        }
        3 => {
            s.oval((middle, y), w / 2.0, w * 0.4, tone);
            s.block(x, y, w, h, tone);
        }
        _ => s.block(x, y, w, h, tone),
    }
    let side = if right { x + w * 0.62 } else { x };
    s.block(side, y, w * 0.38, h, s.inks.ink.thin(0.14));
}

/// A near roof: chimneys, a tank or a skylight.
fn roof(s: &mut Sheet, d: &Dice, (x, y): At, w: f32) {
    let p = s.inks;
    let tone = d.pick(&[p.ink, p.ink.mix(p.red, 0.3), p.ink.mix(p.mid, 0.3)]);
    match d.whole(0, 2) {
        0 => {
            let (cx, r) = (x + w * 0.5, w * 0.13);
            for u in [-0.8, 0.0, 0.8] {
                s.line(
                    &[(cx + u * r, y - r * 0.9), (cx + u * r * 1.15, y + 0.01)],
                    0.005,
                    p.ink,
                );
            }
            s.block(
                cx - r,
                y - r * 2.6,
                r * 2.0,
                r * 1.8,
                p.red.mix(p.ink, 0.35),
            );
            s.block(cx + r * 0.2, y - r * 2.6, r * 0.8, r * 1.8, p.ink.thin(0.3));
            s.area(
                &[
                    (cx - r * 1.15, y - r * 2.55),
                    (cx, y - r * 3.6),
                    (cx + r * 1.15, y - r * 2.55),
                ],
                p.ink,
            );
        }
        1 => {
            for u in [0.2, 0.36, 0.7] {
                s.block(x + w * u, y - d.between(0.04, 0.08), 0.028, 0.12, tone);
            }
            s.area(
                &[(x, y), (x + w * 0.5, y - w * 0.22), (x + w, y)],
                tone.mix(p.red, 0.25),
            );
        }
        _ => {
            s.area(
                &[
                    (x + w * 0.2, y),
                    (x + w * 0.28, y - 0.05),
                    (x + w * 0.6, y - 0.05),
                    (x + w * 0.6, y),
                ],
                p.gold.mix(p.ink, 0.25),
            );
            s.line(&[(x + w * 0.8, y), (x + w * 0.8, y - 0.12)], 0.004, p.ink);
            s.line(
                &[(x + w * 0.74, y - 0.1), (x + w * 0.86, y - 0.1)],
                0.004,
                p.ink,
            );
        }
    }
    s.block(x, y, w, 1.1 - y, tone);
    s.block(x, y, w, 0.012, tone.mix(p.far, 0.35));
}

/// House fronts on both sides of a street that runs to the horizon.
pub(super) fn street(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let horizon = d.between(0.56, 0.62);
    let sun = sky(s, d, horizon);
    let end = (s.w * d.between(0.42, 0.58), horizon);
    let seed = d.next();
    let far = s.tone(0.15);
    ridge(s, seed, (horizon, 0.08), 2.5, far);
    let right = sun.0 > s.w / 2.0;
    let road = p.mid.mix(p.low, 0.35);
    s.ground(
        horizon,
        Ink::Down(horizon, p.low.mix(road, 0.4), 1.0, p.ink.mix(p.mid, 0.45)),
    );
    // A front stands between two distances; 1 is the edge of the paper and 0 the vanishing point.
    for side in [-1.0f32, 1.0] {
        let edge = if side < 0.0 { -0.06 } else { s.w + 0.06 };
        let at = |t: f32, v: f32| (end.0 + (edge - end.0) * t, end.1 + (v - end.1) * t);
        s.area(
            &[
                at(0.0, 1.0),
                at(1.2, 1.12),
                (end.0 + (edge - end.0) * 0.52, 1.12),
            ],
            p.paper.mix(p.far, 0.55),
        );
        let shaded = (side > 0.0) == right;
        let mut t = 0.13;
        while t < 1.15 {
            let next = t * d.between(1.28, 1.6);
            let top = d.between(-0.42, 0.02);
            let wall = d.pick(&[p.red, p.gold, p.green, p.far, p.paper, p.mid]);
            let air = p.low.mix(wall, (0.35 + t * 0.9).min(1.0));
            let wall = if shaded {
                air.mix(p.ink, 0.42)
            } else {
                air.mix(p.paper, 0.1)
            };
            s.area(
                &[at(t, top), at(next, top), at(next, 1.0), at(t, 1.0)],
                wall,
            );
            s.area(
                &[
                    at(t * 0.985, top - 0.03),
                    at(next * 1.015, top - 0.03),
                    at(next * 1.015, top + 0.015),
                    at(t * 0.985, top + 0.015),
                ],
                p.ink.mix(wall, 0.3),
            );
            let (dark, lit) = (
                p.ink.mix(wall, 0.25),
                if p.night {
                    p.gold
                } else {
                    p.disc.mix(p.paper, 0.3)
                },
            );
            for row in 0..4u16 {
                let (high, low) = (
                    top + 0.09 + f32::from(row) * 0.2,
                    top + 0.21 + f32::from(row) * 0.2,
                );
                if low > 0.76 {
                    break;
                }
                for column in 0..3u16 {
                    let (from, to) = (
                        f32::from(column) * 0.31 + 0.1,
                        f32::from(column) * 0.31 + 0.27,
                    );
                    let (a, b) = (t + (next - t) * from, t + (next - t) * to);
                    let glass = if d.chance(if p.night { 0.5 } else { 0.2 }) {
                        lit
                    } else {
                        dark
                    };
                    s.area(&[at(a, high), at(b, high), at(b, low), at(a, low)], glass);
                }
            }
            let awning = d.pick(&[p.red, p.green, p.gold, p.paper]);
            s.area(
                &[
                    at(t * 1.02, 0.82),
                    at(next * 0.98, 0.82),
                    at(next * 0.98, 0.99),
                    at(t * 1.02, 0.99),
                ],
                dark,
            );
            s.area(
                &[
                    at(t * 1.02, 0.79),
                    at(next * 0.98, 0.79),
                    at(next * 0.94, 0.86),
                    at(t * 0.98, 0.86),
                ],
                awning,
            );
            t = next * 1.01;
        }
    }
    for n in 0..7u16 {
        let (from, to) = (0.08 * 1.5f32.powi(n.into()), 0.105 * 1.5f32.powi(n.into()));
        let y = |t: f32| horizon + (1.0 - horizon) * t;
        let x = |t: f32, off: f32| end.0 + (s.w * 0.5 - end.0 + off) * t;
        s.area(
            &[
                (x(from, -0.02), y(from)),
                (x(from, 0.02), y(from)),
                (x(to, 0.02), y(to)),
                (x(to, -0.02), y(to)),
            ],
            p.paper.thin(0.8),
        );
    }
    if d.chance(0.6) {
        tram(
            s,
            (end.0 + (s.w * 0.5 - end.0) * 0.3 + 0.02, horizon + 0.14),
            0.24,
        );
    }
    let away = if right { -0.5 } else { 0.5 };
    for (t, h) in [(0.42, 0.12), (0.6, 0.16), (0.8, 0.22)] {
        for side in [-1.0f32, 1.0] {
            let x = end.0 + side * (0.12 + t * 0.44) + d.between(-0.03, 0.03);
            let foot = horizon + (1.0 - horizon) * t + 0.03;
            if d.chance(0.75) {
                let coat = d.pick(&[p.red, p.gold, p.green, p.ink, p.paper]);
                person(s, d, (x, foot), h, coat, away);
            }
        }
    }
    lamp(s, (end.0 - 0.36, 0.9), 0.42);
    lamp(s, (end.0 + 0.22, 0.74), 0.22);
}

fn tram(s: &mut Sheet, (x, foot): At, h: f32) {
    let p = s.inks;
    let at = |u: f32, v: f32| (x + u * h, foot - v * h);
    s.area(
        &[
            at(-0.32, 0.02),
            at(0.32, 0.02),
            at(0.5, -0.14),
            at(-0.5, -0.14),
        ],
        p.ink.thin(0.35),
    );
    s.line(&[at(0.0, 1.0), at(-0.1, 1.2), at(0.1, 1.2)], 0.003, p.ink);
    s.area(
        &[
            at(-0.32, 0.04),
            at(-0.34, 0.5),
            at(-0.28, 1.0),
            at(0.28, 1.0),
            at(0.34, 0.5),
            at(0.32, 0.04),
        ],
        p.red,
    );
    s.area(
        &[
            at(-0.34, 0.46),
            at(-0.33, 0.4),
            at(0.33, 0.4),
            at(0.34, 0.46),
        ],
        p.paper,
    );
    s.area(
        &[
            at(-0.28, 0.52),
            at(-0.24, 0.84),
            at(0.24, 0.84),
            at(0.28, 0.52),
        ],
        p.ink,
    );
    s.area(
        &[
            at(-0.1, 0.52),
            at(0.02, 0.84),
            at(0.12, 0.84),
            at(0.02, 0.52),
        ],
        p.far.thin(0.5),
    );
    s.area(
        &[
            at(-0.12, 0.88),
            at(-0.12, 0.96),
            at(0.12, 0.96),
            at(0.12, 0.88),
        ],
        p.gold,
    );
    for u in [-0.2, 0.2] {
        s.disc(at(u, 0.24), h * 0.055, p.gold.mix(p.paper, 0.5));
    }
    s.area(
        &[at(-0.3, 0.04), at(-0.3, 0.12), at(0.3, 0.12), at(0.3, 0.04)],
        p.ink,
    );
}
