//! What stands in many scenes: sky, ridges, water, trees, people, houses, birds.

use super::dice::{Dice, scramble};
use super::palette::Colour;
use super::sheet::{At, Ink, Sheet, arc};

/// A sky above a horizon with its sun or moon, whose place it gives back.
pub(super) fn sky(s: &mut Sheet, d: &Dice, horizon: f32) -> At {
    let p = s.inks;
    s.flood(Ink::Down(0.0, p.high, horizon, p.low));
    let r = d.between(0.055, 0.13);
    let at = (
        s.w * d.pick(&[0.22, 0.3, 0.68, 0.76]) + d.between(-0.06, 0.06),
        horizon * d.between(0.3, 0.72),
    );
    if p.night {
        stars(s, d, 60, horizon * 0.8);
    }
    let glow = r * 3.6;
    s.disc(at, glow, Ink::Glow(at, glow, p.disc.thin(0.5)));
    match d.whole(0, 2) {
        0 => {
            for ring in [2.3, 1.6] {
                s.disc(at, r * ring, p.disc.thin(0.16));
            }
            s.disc(at, r, p.disc);
        }
        _ => s.disc(
            at,
            r,
            Ink::Down(at.1 - r, p.disc.mix(p.paper, 0.35), at.1 + r, p.disc),
        ),
    }
    for _ in 0..d.whole(2, 5) {
        let at = (d.between(0.0, s.w), horizon * d.between(0.1, 0.85));
        let colour = p
            .paper
            .mix(p.low, 0.3)
            .thin(if p.night { 0.16 } else { 0.5 });
        streak(
            s,
            at,
            (d.between(0.12, 0.4), d.between(0.008, 0.02)),
            colour,
        );
    }
    at
}

/// A long thin cloud, rounded at both ends, in two lengths.
pub(super) fn streak(s: &mut Sheet, (x, y): At, (w, h): At, colour: Colour) {
    s.line(&[(x - w / 2.0, y), (x + w / 2.0, y)], h, colour);
    s.line(
        &[(x - w / 5.0, y - h * 0.9), (x + w / 3.0, y - h * 0.9)],
        h,
        colour,
    );
}

/// Stars down to a height.
pub(super) fn stars(s: &mut Sheet, d: &Dice, number: u32, down: f32) {
    for _ in 0..number {
        let at = (d.between(0.0, s.w), d.between(0.0, down));
        let r = d.between(0.0008, 0.0026);
        s.disc(at, r, s.inks.paper.thin(d.between(0.4, 1.0)));
    }
}

/// A line of chance: smooth, from -1 to 1, with steps one unit apart.
pub(super) fn wander(seed: u64, x: f32) -> f32 {
    let step = x.floor();
    let t = x - step;
    let at = |n: i64| (scramble(seed ^ n.cast_unsigned()) >> 40) as f32 / (1u32 << 23) as f32 - 1.0;
    let (from, to) = (at(step as i64), at(step as i64 + 1));
    from + (to - from) * t * t * (3.0 - 2.0 * t)
}

/// How high a ridge stands at `x`: broad swings and small ones.
pub(super) fn crest(seed: u64, x: f32, broad: f32) -> f32 {
    wander(seed, x * broad) * 0.62
        + wander(seed ^ 1, x * broad * 2.3) * 0.27
        + wander(seed ^ 2, x * broad * 6.0) * 0.11
}

/// Land below a ridge around height `y` that swings by `swing`.
pub(super) fn ridge(s: &mut Sheet, seed: u64, (y, swing): At, broad: f32, ink: impl Into<Ink>) {
    let mut points: Vec<At> = (0..=120u16)
        .map(|n| {
            let x = -0.05 + (s.w + 0.1) * f32::from(n) / 120.0;
            (x, y - swing * crest(seed, x, broad))
        })
        .collect();
    points.extend([(s.w + 0.1, 1.1), (-0.1, 1.1)]);
    s.area(&points, ink);
}

/// Water from a horizon to a lower edge, with the light of `sun` on it.
pub(super) fn water(s: &mut Sheet, d: &Dice, (top, bottom): At, sun: At) {
    let p = s.inks;
    let (far, near) = (p.low.mix(p.mid, 0.35), p.mid.mix(p.ink, 0.35));
    s.block(
        -0.1,
        top,
        s.w + 0.2,
        bottom - top + 0.02,
        Ink::Down(top, far, bottom, near),
    );
    for n in 0..46u16 {
        let t = (f32::from(n) / 46.0).powf(1.5);
        let y = top + 0.006 + (bottom - top) * t;
        let spread = 0.03 + t * 0.16;
        let x = sun.0 + d.between(-spread, spread);
        let half = d.between(0.008, 0.03) * (1.0 + t * 2.0);
        s.line(
            &[(x - half, y), (x + half, y)],
            0.0025 + t * 0.006,
            p.disc.thin(0.75),
        );
    }
    for _ in 0..26 {
        let t = d.unit().powf(1.4);
        let (x, y) = (d.between(0.0, s.w), top + 0.01 + (bottom - top) * t);
        let half = d.between(0.015, 0.05) * (0.5 + t * 1.5);
        let colour = if d.chance(0.5) {
            p.paper.thin(0.25)
        } else {
            p.ink.thin(0.22)
        };
        s.line(&[(x - half, y), (x + half, y)], 0.002 + t * 0.004, colour);
    }
}

/// Birds on the wing around a place.
pub(super) fn birds(s: &mut Sheet, d: &Dice, around: At, number: u32, colour: Colour) {
    for _ in 0..number {
        let (x, y) = (
            around.0 + d.between(-0.2, 0.2),
            around.1 + d.between(-0.09, 0.09),
        );
        let r = d.between(0.009, 0.02);
        let wing = d.between(0.3, 0.8) * r;
        s.bend(
            &[(x - r, y - wing), (x - r * 0.35, y - wing * 1.1), (x, y)],
            r * 0.22,
            colour,
        );
        s.bend(
            &[(x, y), (x + r * 0.35, y - wing * 1.1), (x + r, y - wing)],
            r * 0.22,
            colour,
        );
    }
}

/// A tree with a round crown, lit from the left where `left` says so, on its long shadow.
pub(super) fn tree(s: &mut Sheet, d: &Dice, (x, foot): At, h: f32, colour: Colour, left: bool) {
    let away = if left { 1.0 } else { -1.0 };
    s.area(
        &[
            (x - h * 0.03, foot),
            (x + h * 0.03, foot),
            (x + away * h * 0.9, foot + h * 0.16),
            (x + away * h * 0.5, foot + h * 0.16),
        ],
        s.inks.ink.thin(0.22),
    );
    s.area(
        &[
            (x - h * 0.035, foot),
            (x - h * 0.015, foot - h * 0.6),
            (x + h * 0.015, foot - h * 0.6),
            (x + h * 0.035, foot),
        ],
        s.inks.ink,
    );
    let lobes: Vec<(At, f32)> = (0..5u16)
        .map(|n| {
            let turn = f32::from(n) * 1.257 + d.between(-0.3, 0.3);
            (
                (
                    x + turn.cos() * h * 0.15,
                    foot - h * 0.66 + turn.sin() * h * 0.14,
                ),
                h * d.between(0.16, 0.22),
            )
        })
        .collect();
    for &(at, r) in &lobes {
        s.disc(at, r, colour);
    }
    let lit = colour.mix(s.inks.gold, 0.35);
    for &(at, r) in &lobes {
        s.disc(
            (at.0 - away * r * 0.3, at.1 - r * 0.3),
            r * 0.5,
            lit.thin(0.6),
        );
    }
}

/// A conifer in three skirts.
pub(super) fn fir(s: &mut Sheet, (x, foot): At, h: f32, colour: Colour) {
    s.block(
        x - h * 0.025,
        foot - h * 0.15,
        h * 0.05,
        h * 0.15,
        s.inks.ink,
    );
    for (base, top, half) in [(0.1, 0.55, 0.2), (0.34, 0.78, 0.16), (0.58, 1.0, 0.11)] {
        s.area(
            &[
                (x - half * h, foot - base * h),
                (x, foot - top * h),
                (x + half * h, foot - base * h),
            ],
            colour,
        );
        s.area(
            &[
                (x, foot - top * h),
                (x + half * h, foot - base * h),
                (x + half * h * 0.1, foot - base * h),
            ],
            s.inks.ink.thin(0.16),
        );
    }
}

/// A person standing or walking, and the shadow that falls away from the sun.
pub(super) fn person(s: &mut Sheet, d: &Dice, (x, foot): At, h: f32, coat: Colour, away: f32) {
    let ink = s.inks.ink;
    let skin = skin(d);
    s.area(
        &[
            (x - h * 0.06, foot),
            (x + h * 0.07, foot),
            (x + away * h + h * 0.1, foot + h * 0.2),
            (x + away * h - h * 0.05, foot + h * 0.2),
        ],
        ink.thin(0.24),
    );
    let stride = d.between(0.03, 0.13) * h;
    let legs = if d.chance(0.5) {
        ink
    } else {
        ink.mix(s.inks.mid, 0.45)
    };
    for side in [-1.0, 1.0] {
        let toe = x + side * stride;
        s.area(
            &[
                (x - h * 0.055, foot - h * 0.5),
                (x + h * 0.055, foot - h * 0.5),
                (toe + h * 0.04, foot),
                (toe - h * 0.025, foot),
            ],
            legs,
        );
    }
    let hem = d.between(0.3, 0.48);
    s.area(
        &[
            (x - h * 0.09, foot - h * 0.82),
            (x - h * 0.04, foot - h * 0.86),
            (x + h * 0.04, foot - h * 0.86),
            (x + h * 0.09, foot - h * 0.82),
            (x + h * 0.1, foot - h * hem),
            (x - h * 0.1, foot - h * hem),
        ],
        coat,
    );
    let swing = d.between(-0.06, 0.06) * h;
    for side in [-1.0, 1.0] {
        let hand = (x + side * (h * 0.12) + swing, foot - h * 0.47);
        s.line(
            &[
                (x + side * h * 0.085, foot - h * 0.79),
                (x + side * h * 0.125 + swing * 0.4, foot - h * 0.63),
                hand,
            ],
            h * 0.05,
            coat.mix(ink, 0.18),
        );
        s.disc(hand, h * 0.022, skin);
    }
    s.block(x - h * 0.02, foot - h * 0.9, h * 0.04, h * 0.06, skin);
    s.oval((x, foot - h * 0.935), h * 0.052, h * 0.066, skin);
    let hair = d.pick(&[
        ink,
        ink,
        ink.mix(s.inks.red, 0.4),
        s.inks.paper.mix(s.inks.far, 0.4),
    ]);
    s.area(
        &arc((x, foot - h * 0.945), h * 0.06, h * 0.066, 0.48, 1.02),
        hair,
    );
    if d.chance(0.35) {
        s.disc(
            (x - away.signum() * h * 0.045, foot - h * 0.92),
            h * 0.045,
            hair,
        );
    }
    if d.chance(0.3) {
        s.block(
            x + h * 0.1 + swing,
            foot - h * 0.48,
            h * 0.09,
            h * 0.12,
            d.pick(&[s.inks.red, s.inks.gold, s.inks.green]),
        );
    }
}

/// One of the skins that people have.
pub(super) fn skin(d: &Dice) -> Colour {
    const SKINS: [u32; 8] = [
        0xf0c8a4, 0xe6b088, 0xd99c70, 0xc38555, 0xa86c42, 0x8a5434, 0x6b4029, 0x50301f,
    ];
    Colour::hex(d.pick(&SKINS))
}

/// The windows of a house front, in columns and rows; some are lit.
pub(super) fn windows(
    s: &mut Sheet,
    d: &Dice,
    (x, y): At,
    (w, h): At,
    (columns, rows): (u32, u32),
    (dark, lit): (Colour, Colour),
) {
    let (step, fall) = (w / columns as f32, h / rows as f32);
    for row in 0..rows {
        for column in 0..columns {
            let at = (
                x + (column as f32 + 0.25) * step,
                y + (row as f32 + 0.22) * fall,
            );
            let colour = if d.chance(0.3) { lit } else { dark };
            s.block(at.0, at.1, step * 0.5, fall * 0.56, colour);
        }
    }
}

/// A street lamp.
pub(super) fn lamp(s: &mut Sheet, (x, foot): At, h: f32) {
    let (ink, gold) = (s.inks.ink, s.inks.gold);
    s.line(&[(x, foot), (x, foot - h)], h * 0.022, ink);
    let at = (x, foot - h * 1.02);
    if s.inks.night {
        s.disc(at, h * 0.4, Ink::Glow(at, h * 0.4, gold.thin(0.5)));
    }
    s.disc(at, h * 0.05, gold.mix(s.inks.paper, 0.4));
    s.area(
        &[
            (x - h * 0.07, at.1),
            (x, at.1 - h * 0.09),
            (x + h * 0.07, at.1),
        ],
        ink,
    );
}
