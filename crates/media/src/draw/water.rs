//! By the water: harbour, river, coast.

use super::dice::Dice;
use super::palette::Colour;
use super::props::{birds, fir, person, ridge, sky, tree, water};
use super::sheet::{At, Ink, Sheet};
use super::wild::waves;

/// Cranes and a laden ship across the basin, the quay in front.
pub(super) fn harbour(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let horizon = d.between(0.5, 0.58);
    let sun = sky(s, d, horizon);
    let seed = d.next();
    let far = s.tone(0.15);
    ridge(s, seed, (horizon - 0.03, 0.07), 1.4, far);
    let mut x = -0.05;
    while x < s.w {
        let w = d.between(0.05, 0.14);
        s.block(x, horizon - d.between(0.02, 0.07), w, 0.1, s.tone(0.32));
        x += w * d.between(1.0, 1.6);
    }
    water(s, d, (horizon, 0.9), sun);
    let cranes = d.whole(2, 3);
    let side = d.pick(&[-1.0f32, 1.0]);
    for n in 0..cranes {
        let at = s.w * 0.5 - side * (0.08 + n as f32 * 0.24);
        let tone = [s.tone(0.6), p.red.mix(p.mid, 0.2), s.tone(0.72)][n as usize % 3];
        crane(s, (at, horizon + 0.06), d.between(0.34, 0.46), -side, tone);
    }
    ship(
        s,
        d,
        (s.w * (0.5 + side * 0.06), horizon + 0.17),
        d.between(0.72, 0.95),
        side,
    );
    if d.chance(0.6) {
        sail(
            s,
            (s.w * (0.5 + side * 0.32), horizon + 0.045),
            0.1,
            p.paper,
        );
    }
    s.ground(0.9, Ink::Down(0.9, p.ink.mix(p.mid, 0.35), 1.0, p.ink));
    s.block(-0.1, 0.895, s.w + 0.2, 0.012, p.far);
    for n in 0..d.whole(3, 5) {
        let x = s.w * (0.12 + n as f32 * 0.24) + d.between(-0.04, 0.04);
        s.block(x - 0.014, 0.865, 0.028, 0.045, p.ink);
        s.oval((x, 0.865), 0.021, 0.009, p.ink.mix(p.far, 0.25));
    }
    let mut at = s.w * d.between(0.12, 0.7);
    for _ in 0..d.whole(1, 3) {
        let coat = d.pick(&[p.gold, p.red, p.green, p.mid]);
        person(
            s,
            d,
            (at, 0.965),
            0.2,
            coat,
            if sun.0 < at { 0.6 } else { -0.6 },
        );
        at += d.between(0.08, 0.12);
    }
    birds(
        s,
        d,
        (sun.0, sun.1 + 0.05),
        6,
        if p.night { p.paper } else { p.ink },
    );
}

fn crane(s: &mut Sheet, (x, foot): At, h: f32, way: f32, tone: Colour) {
    let at = |u: f32, v: f32| (x + u * h * way, foot - v * h);
    let w = h * 0.022;
    for u in [-0.14, 0.14] {
        s.line(&[at(u, 0.0), at(u * 0.8, 0.66)], w * 1.5, tone);
    }
    s.line(&[at(-0.13, 0.3), at(0.13, 0.3)], w * 1.3, tone);
    s.line(&[at(-0.14, 0.02), at(0.12, 0.3)], w * 0.8, tone);
    s.line(&[at(-0.12, 0.3), at(0.11, 0.64)], w * 0.8, tone);
    s.line(&[at(-0.42, 0.66), at(0.72, 0.66)], w * 2.0, tone);
    s.line(
        &[at(-0.1, 0.66), at(-0.02, 0.96), at(0.06, 0.66)],
        w * 1.2,
        tone,
    );
    s.line(
        &[at(-0.4, 0.66), at(-0.02, 0.96), at(0.7, 0.67)],
        w * 0.6,
        tone,
    );
    s.line(&[at(-0.02, 0.96), at(0.36, 0.67)], w * 0.5, tone);
    let (bx, by) = at(-0.34, 0.76);
    s.block(bx - h * 0.07, by, h * 0.14, h * 0.11, tone);
    s.line(&[at(0.48, 0.66), at(0.48, 0.4)], w * 0.4, tone);
    let (cx, cy) = at(0.48, 0.4);
    s.block(cx - h * 0.08, cy, h * 0.16, h * 0.07, s.inks.gold);
}

fn ship(s: &mut Sheet, d: &Dice, (x, line): At, long: f32, way: f32) {
    let p = s.inks;
    let at = |u: f32, v: f32| (x + u * long * way, line - v * long);
    s.area(
        &[at(-0.5, 0.0), at(0.5, 0.0), at(0.4, -0.1), at(-0.44, -0.1)],
        p.ink.thin(0.28),
    );
    let (house, _) = at(-0.4, 0.0);
    let deck = line - long * 0.115;
    s.block(
        house - long * 0.055,
        deck - long * 0.2,
        long * 0.11,
        long * 0.22,
        p.paper,
    );
    for n in 0..4u16 {
        s.block(
            house - long * 0.045,
            deck - long * (0.185 - f32::from(n) * 0.042),
            long * 0.09,
            long * 0.014,
            p.mid,
        );
    }
    s.block(
        house - long * 0.068,
        deck - long * 0.205,
        long * 0.136,
        long * 0.018,
        p.paper.mix(p.far, 0.5),
    );
    let (funnel, _) = at(-0.43, 0.0);
    s.block(
        funnel - long * 0.02,
        deck - long * 0.27,
        long * 0.04,
        long * 0.07,
        p.red,
    );
    for stack in 0..8u16 {
        for level in 0..d.whole(2, 4) {
            let (bx, _) = at(-0.28 + f32::from(stack) * 0.085, 0.0);
            let colour = d.pick(&[p.red, p.gold, p.green, p.mid, p.far, p.paper]);
            let top = deck - long * 0.042 * (level + 1) as f32;
            s.block(bx - long * 0.04, top, long * 0.078, long * 0.038, colour);
            s.block(
                bx - long * 0.04,
                top + long * 0.027,
                long * 0.078,
                long * 0.011,
                p.ink.thin(0.16),
            );
        }
    }
    s.area(
        &[
            at(-0.5, 0.12),
            at(0.4, 0.12),
            at(0.54, 0.155),
            at(0.47, 0.0),
            at(-0.46, 0.0),
        ],
        p.ink,
    );
    s.area(
        &[
            at(-0.475, 0.045),
            at(0.49, 0.045),
            at(0.47, 0.0),
            at(-0.46, 0.0),
        ],
        p.red,
    );
    s.line(&[at(-0.47, 0.1), at(0.47, 0.11)], long * 0.004, p.far);
    s.line(
        &[at(-0.48, -0.004), at(0.5, -0.004)],
        long * 0.008,
        p.paper.thin(0.7),
    );
}

fn sail(s: &mut Sheet, (x, y): At, h: f32, colour: Colour) {
    s.area(
        &[(x, y - h), (x + h * 0.55, y - h * 0.14), (x, y - h * 0.14)],
        colour,
    );
    s.area(
        &[
            (x - h * 0.04, y - h * 0.85),
            (x - h * 0.04, y - h * 0.14),
            (x - h * 0.36, y - h * 0.14),
        ],
        colour.mix(s.inks.far, 0.35),
    );
    s.area(
        &[
            (x - h * 0.4, y - h * 0.09),
            (x + h * 0.55, y - h * 0.09),
            (x + h * 0.4, y),
            (x - h * 0.3, y),
        ],
        s.inks.ink,
    );
    s.area(
        &[
            (x - h * 0.3, y + h * 0.02),
            (x + h * 0.4, y + h * 0.02),
            (x + h * 0.1, y + h * 0.5),
        ],
        colour.thin(0.3),
    );
}

/// A river that winds from the hills to the feet of whoever looks.
pub(super) fn river(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let horizon = d.between(0.4, 0.5);
    let sun = sky(s, d, horizon + 0.04);
    let left = sun.0 < s.w / 2.0;
    for (near, rise, swing) in [(0.0, 0.06, 0.16), (0.18, 0.03, 0.1), (0.36, 0.0, 0.05)] {
        let seed = d.next();
        let tone = s.tone(near);
        ridge(
            s,
            seed,
            (horizon - rise + 0.03, swing),
            1.5,
            Ink::Down(horizon - swing, tone, horizon + 0.08, tone.mix(p.low, 0.5)),
        );
    }
    let bank = s.tone(0.3).mix(p.green, 0.6);
    s.ground(
        horizon + 0.03,
        Ink::Down(horizon, bank.mix(p.low, 0.35), 1.0, bank.mix(p.ink, 0.5)),
    );
    for n in 0..9u16 {
        let y = horizon + 0.05 + f32::from(n).powf(1.6) * 0.012;
        let x = d.between(0.0, s.w);
        let w = d.between(0.2, 0.5);
        s.oval(
            (x, y),
            w,
            0.01 + f32::from(n) * 0.002,
            d.pick(&[p.gold, p.green, p.mid]).thin(0.35),
        );
    }
    // The middle of the river swings less the farther it is, and the river narrows to nothing.
    let (phase, swing) = (d.between(0.0, std::f32::consts::TAU), d.between(0.2, 0.34));
    let (source, half_way) = (s.w * d.between(0.4, 0.6), s.w * 0.5);
    let middle =
        |t: f32| source + (phase + t.powf(0.55) * 7.0).sin() * swing * t + (half_way - source) * t;
    let edge = |side: f32| {
        (0..=48u16).map(move |n| {
            let t = f32::from(n) / 48.0;
            (
                middle(t) + side * (0.006 + 0.34 * t.powf(1.5)),
                horizon + 0.04 + (1.06 - horizon) * t,
            )
        })
    };
    let mut shore: Vec<At> = edge(-1.06).collect();
    shore.extend(edge(1.06).collect::<Vec<_>>().into_iter().rev());
    let mut stream: Vec<At> = edge(-1.0).collect();
    stream.extend(edge(1.0).collect::<Vec<_>>().into_iter().rev());
    s.area(&shore, p.gold.mix(p.paper, 0.45));
    s.area(
        &stream,
        Ink::Down(
            horizon,
            p.low.mix(p.paper, 0.3),
            1.0,
            p.mid.mix(p.high, 0.4),
        ),
    );
    for _ in 0..46 {
        let t = d.between(0.05, 1.0);
        let (x, half) = (
            middle(t) + d.between(-0.7, 0.7) * 0.3 * t.powf(1.5),
            0.012 + 0.05 * t,
        );
        let y = horizon + 0.04 + (1.06 - horizon) * t;
        s.line(
            &[(x - half, y), (x + half, y)],
            0.002 + 0.004 * t,
            d.pick(&[p.paper, p.disc, p.ink]).thin(0.4),
        );
    }
    for _ in 0..26 {
        let t = d.between(0.04, 0.8);
        let side = d.pick(&[-1.0f32, 1.0]);
        let x = middle(t) + side * (0.05 + 0.34 * t.powf(1.5) + d.between(0.0, 0.5) * t);
        let y = horizon + 0.04 + (1.06 - horizon) * t;
        let tone = s.tone(0.4 + t * 0.4).mix(p.green, 0.3);
        if d.chance(0.5) {
            fir(s, (x, y), 0.03 + t * 0.26, tone);
        } else {
            let crown = d.pick(&[tone, tone, p.gold.mix(tone, 0.3)]);
            tree(s, d, (x, y), 0.03 + t * 0.22, crown, left);
        }
    }
    let t = d.between(0.45, 0.6);
    let (x, y) = (middle(t), horizon + 0.04 + (1.06 - horizon) * t);
    s.area(
        &[
            (x - 0.07, y - 0.012),
            (x + 0.07, y - 0.012),
            (x + 0.05, y + 0.012),
            (x - 0.05, y + 0.012),
        ],
        p.ink,
    );
    s.line(
        &[(x - 0.04, y + 0.02), (x + 0.05, y + 0.02)],
        0.006,
        p.ink.thin(0.35),
    );
    let coat = p.red;
    s.area(
        &[
            (x - 0.016, y - 0.012),
            (x - 0.01, y - 0.045),
            (x + 0.01, y - 0.045),
            (x + 0.016, y - 0.012),
        ],
        coat,
    );
    s.disc((x, y - 0.054), 0.009, p.ink);
    s.line(&[(x + 0.01, y - 0.035), (x + 0.05, y - 0.06)], 0.003, p.ink);
    let side = d.pick(&[0.0, 1.0]) * s.w;
    for _ in 0..34 {
        let x = side + d.between(-0.28, 0.28);
        let h = d.between(0.1, 0.26);
        let lean = d.between(-0.05, 0.05);
        s.bend(
            &[
                (x, 1.03),
                (x + lean * 0.2, 1.0 - h * 0.6),
                (x + lean, 1.0 - h),
            ],
            0.004,
            p.ink,
        );
        if d.chance(0.4) {
            s.line(
                &[(x + lean, 1.0 - h), (x + lean * 1.15, 1.0 - h - 0.035)],
                0.011,
                p.ink.mix(p.red, 0.35),
            );
        }
    }
}

/// A lighthouse on its rock, waves below.
pub(super) fn coast(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let horizon = d.between(0.52, 0.6);
    let sun = sky(s, d, horizon);
    let way = if sun.0 < s.w / 2.0 { 1.0 } else { -1.0 };
    let base = s.w * (0.5 + way * d.between(0.16, 0.22));
    let far = s.tone(0.2);
    let edge = s.w * (0.5 - way * 0.62);
    s.area(
        &[
            (edge, horizon - 0.08),
            (edge + way * 0.2, horizon - 0.06),
            (edge + way * 0.34, horizon - 0.02),
            (edge + way * 0.5, horizon + 0.01),
            (edge, horizon + 0.01),
        ],
        far,
    );
    water(s, d, (horizon, 1.0), sun);
    for _ in 0..d.whole(1, 3) {
        let x = s.w * 0.5 - way * d.between(0.1, 0.6);
        sail(
            s,
            (x, horizon + d.between(0.02, 0.06)),
            d.between(0.05, 0.1),
            d.pick(&[p.paper, p.red, p.gold]),
        );
    }
    let top = horizon - d.between(0.0, 0.06);
    let rock: Vec<At> = [
        (-0.34, 1.0),
        (-0.3, 0.86),
        (-0.2, 0.8),
        (-0.19, 0.7),
        (-0.12, 0.66),
        (-0.1, 0.0),
        (0.0, -0.02),
        (0.16, 0.0),
        (0.3, 0.04),
        (0.5, 0.02),
        (0.9, 0.1),
        (0.9, 1.2),
        (-0.34, 1.2),
    ]
    .iter()
    .map(|&(u, v): &(f32, f32)| (base + way * u, top + 0.03 + (1.0 - top) * v * 0.6))
    .collect();
    s.area(&rock, Ink::Down(top, p.mid.mix(p.gold, 0.2), 1.0, p.ink));
    for (u, v, w) in [
        (-0.06, 0.12, 0.1),
        (0.06, 0.3, 0.16),
        (-0.1, 0.62, 0.14),
        (0.2, 0.55, 0.2),
        (0.4, 0.2, 0.14),
    ] {
        let (x, y) = (base + way * u, top + 0.03 + (1.0 - top) * v * 0.6);
        s.area(
            &[
                (x, y),
                (x + way * w, y - 0.015),
                (x + way * w * 0.8, y + 0.1),
                (x + way * w * 0.25, y + 0.06),
            ],
            p.ink.thin(0.3),
        );
    }
    s.blob(
        &[
            (base - way * 0.14, top + 0.04),
            (base, top),
            (base + way * 0.3, top + 0.03),
            (base + way * 1.0, top + 0.04),
            (base + way * 1.0, top + 0.1),
            (base + way * 0.2, top + 0.075),
        ],
        p.green.mix(p.mid, 0.3),
    );
    let (x, foot, h) = (base + way * 0.06, top + 0.045, d.between(0.36, 0.44));
    let at = |u: f32, v: f32| (x + u * h, foot - v * h);
    let lit = at(0.0, 0.9);
    for side in [-1.0f32, 1.0] {
        s.area(
            &[
                lit,
                (lit.0 + side * 1.4, lit.1 - 0.16),
                (lit.0 + side * 1.4, lit.1 + 0.08),
            ],
            Ink::Across(
                lit.0,
                p.disc.thin(0.55),
                lit.0 + side * 0.9,
                p.disc.thin(0.0),
            ),
        );
    }
    s.block(
        x + way * 0.07,
        foot - 0.07,
        way * 0.13,
        0.08,
        p.paper.mix(p.far, 0.25),
    );
    s.area(
        &[
            (x + way * 0.055, foot - 0.065),
            (x + way * 0.09, foot - 0.11),
            (x + way * 0.18, foot - 0.11),
            (x + way * 0.215, foot - 0.065),
        ],
        p.red,
    );
    s.area(
        &[at(-0.1, 0.0), at(-0.065, 0.8), at(0.065, 0.8), at(0.1, 0.0)],
        p.paper,
    );
    for n in 0..3u16 {
        let (low, high) = (0.08 + f32::from(n) * 0.27, 0.22 + f32::from(n) * 0.27);
        let half = |v: f32| 0.1 - 0.035 * v / 0.8;
        s.area(
            &[
                at(-half(low), low),
                at(-half(high), high),
                at(half(high), high),
                at(half(low), low),
            ],
            p.red,
        );
    }
    s.area(
        &[
            at(way * 0.02, 0.0),
            at(way * 0.015, 0.8),
            at(way * 0.065, 0.8),
            at(way * 0.1, 0.0),
        ],
        p.ink.thin(0.26),
    );
    s.area(
        &[
            at(-0.09, 0.8),
            at(-0.09, 0.83),
            at(0.09, 0.83),
            at(0.09, 0.8),
        ],
        p.ink,
    );
    s.area(
        &[
            at(-0.045, 0.83),
            at(-0.045, 0.95),
            at(0.045, 0.95),
            at(0.045, 0.83),
        ],
        p.gold,
    );
    s.area(&[at(-0.065, 0.95), at(0.0, 1.04), at(0.065, 0.95)], p.ink);
    s.line(&[at(0.0, 0.83), at(0.0, 0.95)], 0.003, p.ink);
    waves(s, d, 0.9);
    birds(
        s,
        d,
        (s.w * 0.5, 0.24),
        6,
        if p.night { p.paper } else { p.ink },
    );
}
