//! The laboratory: glass, a microscope, and what is in it.

use super::dice::Dice;
use super::palette::Colour;
use super::sheet::{At, Ink, Sheet, arc};

/// A bench with glass and a microscope, shelves and a large ring of light behind.
pub(super) fn laboratory(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let wall = d.pick(&[p.high, p.green, p.far, p.mid]).mix(p.low, 0.25);
    s.flood(Ink::Down(
        0.0,
        wall.mix(p.ink, 0.25),
        0.8,
        wall.mix(p.paper, 0.25),
    ));
    let bench = d.between(0.76, 0.8);
    let round = (s.w * d.pick(&[0.3, 0.5, 0.68]), 0.38);
    s.disc(round, 0.3, p.disc.mix(p.paper, 0.3).thin(0.75));
    s.disc(round, 0.24, p.paper.thin(0.5));
    molecule(
        s,
        d,
        (s.w * if round.0 < s.w * 0.6 { 0.84 } else { 0.12 }, 0.12),
    );
    for y in [0.3, 0.52] {
        let (from, to) = if round.0 < s.w / 2.0 {
            (s.w * 0.62, s.w + 0.1)
        } else {
            (-0.1, s.w * 0.36)
        };
        let mut x = from + 0.03;
        while x < to - 0.06 {
            let (w, h) = (d.between(0.035, 0.06), d.between(0.06, 0.12));
            let fill = d.pick(&[p.red, p.gold, p.green, p.mid, p.paper]);
            s.block(x, y - h, w, h, fill.mix(wall, 0.25));
            s.block(
                x + w * 0.2,
                y - h - 0.018,
                w * 0.6,
                0.02,
                p.ink.mix(wall, 0.3),
            );
            s.block(
                x + w * 0.15,
                y - h * 0.62,
                w * 0.7,
                h * 0.3,
                p.paper.thin(0.85),
            );
            x += w + d.between(0.008, 0.03);
        }
        s.block(from, y, to - from, 0.016, p.ink.mix(wall, 0.25));
    }
    s.ground(
        bench,
        Ink::Down(bench, p.paper.mix(p.far, 0.3), 1.0, p.far.mix(p.mid, 0.5)),
    );
    s.block(-0.1, bench, s.w + 0.2, 0.018, p.paper);
    s.block(-0.1, bench + 0.09, s.w + 0.2, 0.2, p.mid.mix(p.ink, 0.45));
    s.block(-0.1, bench + 0.09, s.w + 0.2, 0.012, p.ink.thin(0.5));
    microscope(
        s,
        (round.0, bench + 0.05),
        0.5,
        if round.0 < s.w / 2.0 { 1.0 } else { -1.0 },
    );
    let foot = bench + 0.05;
    let mut x = 0.1;
    while x < s.w - 0.06 {
        if (x - round.0).abs() > 0.24 {
            let liquid = d.pick(&[p.red, p.gold, p.green, p.red.mix(p.gold, 0.5)]);
            match d.whole(0, 3) {
                0 => flask(s, d, (x, foot), d.between(0.2, 0.28), liquid),
                1 => retort(s, d, (x, foot), d.between(0.2, 0.27), liquid),
                2 => tubes(s, d, (x, foot)),
                _ => beaker(s, (x, foot), d.between(0.12, 0.17), liquid),
            }
        }
        x += d.between(0.19, 0.24);
    }
}

fn molecule(s: &mut Sheet, d: &Dice, at: At) {
    let p = s.inks;
    let r = 0.085;
    let corner = |n: u16, c: At| {
        let turn = f32::from(n) / 6.0 * std::f32::consts::TAU + 0.52;
        (c.0 + turn.cos() * r, c.1 + turn.sin() * r)
    };
    let line = p.ink.thin(0.55);
    for c in [
        at,
        (at.0 + r * 1.732, at.1),
        (at.0 + r * 0.866, at.1 - r * 1.5),
    ] {
        for n in 0..6u16 {
            s.line(&[corner(n, c), corner(n + 1, c)], 0.004, line);
        }
        for n in 0..6u16 {
            if d.chance(0.35) {
                s.disc(corner(n, c), 0.013, d.pick(&[p.red, p.gold, p.paper]));
            }
        }
    }
}

fn shine(s: &mut Sheet, from: At, to: At) {
    s.line(&[from, to], 0.006, s.inks.paper.thin(0.75));
}

fn shadow(s: &mut Sheet, (x, foot): At, w: f32) {
    s.area(
        &[
            (x - w, foot),
            (x + w, foot),
            (x + w * 2.6, foot + 0.035),
            (x + w, foot + 0.035),
        ],
        s.inks.ink.thin(0.22),
    );
}

fn flask(s: &mut Sheet, d: &Dice, (x, foot): At, h: f32, liquid: Colour) {
    let glass = s.inks.paper.thin(0.5);
    let at = |u: f32, v: f32| (x + u * h, foot - v * h);
    shadow(s, (x, foot), h * 0.34);
    s.area(
        &[
            at(-0.36, 0.0),
            at(-0.09, 0.62),
            at(-0.09, 1.0),
            at(0.09, 1.0),
            at(0.09, 0.62),
            at(0.36, 0.0),
        ],
        glass,
    );
    let level = d.between(0.26, 0.45);
    let half = 0.36 - 0.27 * level / 0.62;
    s.area(
        &[
            at(-0.345, 0.02),
            at(-half, level),
            at(half, level),
            at(0.345, 0.02),
        ],
        liquid,
    );
    s.oval(
        at(0.0, level),
        half * h,
        half * h * 0.13,
        liquid.mix(s.inks.paper, 0.35),
    );
    for _ in 0..3 {
        s.disc(
            at(d.between(-0.12, 0.12), d.between(0.06, level)),
            h * 0.025,
            s.inks.paper.thin(0.6),
        );
    }
    s.area(
        &[
            at(-0.13, 0.97),
            at(-0.13, 1.02),
            at(0.13, 1.02),
            at(0.13, 0.97),
        ],
        s.inks.paper,
    );
    shine(s, at(-0.2, 0.16), at(-0.09, 0.45));
}

fn retort(s: &mut Sheet, d: &Dice, (x, foot): At, h: f32, liquid: Colour) {
    let p = s.inks;
    let at = |u: f32, v: f32| (x + u * h, foot - v * h);
    shadow(s, (x, foot), h * 0.3);
    for u in [-0.26, 0.26] {
        s.line(&[at(u, 0.0), at(u * 0.75, 0.3)], 0.007, p.ink);
    }
    s.area(
        &[
            at(-0.06, 0.55),
            at(-0.06, 1.06),
            at(0.06, 1.06),
            at(0.06, 0.55),
        ],
        p.paper.thin(0.5),
    );
    s.disc(at(0.0, 0.5), h * 0.29, p.paper.thin(0.5));
    let turn = d.between(0.0, 0.05);
    s.area(
        &arc(at(0.0, 0.5), h * 0.265, h * 0.265, turn, 0.5 - turn),
        liquid,
    );
    s.oval(
        (
            x,
            foot - h * 0.5 + h * 0.265 * (turn * std::f32::consts::TAU).sin(),
        ),
        h * 0.265 * (turn * std::f32::consts::TAU).cos(),
        h * 0.035,
        liquid.mix(p.paper, 0.35),
    );
    s.line(&[at(-0.3, 0.29), at(0.3, 0.29)], 0.009, p.ink);
    s.line(
        &arc(at(0.0, 0.5), h * 0.21, h * 0.21, 0.54, 0.68),
        0.007,
        p.paper.thin(0.8),
    );
    s.area(&[at(-0.035, 0.0), at(0.0, 0.2), at(0.035, 0.0)], p.gold);
}

fn tubes(s: &mut Sheet, d: &Dice, (x, foot): At) {
    let p = s.inks;
    shadow(s, (x, foot), 0.09);
    for n in 0..4u16 {
        let u = x - 0.066 + f32::from(n) * 0.044;
        let top = foot - 0.19;
        s.line(&[(u, top), (u, foot - 0.03)], 0.022, p.paper.thin(0.6));
        let level = d.between(0.06, 0.13);
        s.line(
            &[(u, foot - level), (u, foot - 0.03)],
            0.017,
            d.pick(&[p.red, p.gold, p.green, p.mid]),
        );
    }
    for y in [foot - 0.115, foot - 0.012] {
        s.block(x - 0.095, y, 0.19, 0.014, p.gold.mix(p.ink, 0.35));
    }
    for u in [-0.095, 0.083] {
        s.block(x + u, foot - 0.12, 0.012, 0.12, p.gold.mix(p.ink, 0.35));
    }
}

fn beaker(s: &mut Sheet, (x, foot): At, h: f32, liquid: Colour) {
    let p = s.inks;
    shadow(s, (x, foot), h * 0.4);
    s.block(x - h * 0.4, foot - h, h * 0.8, h, p.paper.thin(0.5));
    s.block(x - h * 0.37, foot - h * 0.6, h * 0.74, h * 0.58, liquid);
    s.oval(
        (x, foot - h * 0.6),
        h * 0.37,
        h * 0.05,
        liquid.mix(p.paper, 0.35),
    );
    for n in 0..4u16 {
        s.line(
            &[
                (x + h * 0.16, foot - h * (0.2 + f32::from(n) * 0.18)),
                (x + h * 0.32, foot - h * (0.2 + f32::from(n) * 0.18)),
            ],
            0.003,
            p.paper,
        );
    }
    s.line(
        &[(x - h * 0.44, foot - h), (x + h * 0.4, foot - h)],
        0.007,
        p.paper,
    );
    s.line(
        &[
            (x + h * 0.05, foot - h * 0.15),
            (x + h * 0.5, foot - h * 1.35),
        ],
        0.006,
        p.paper.thin(0.85),
    );
}

fn microscope(s: &mut Sheet, (x, foot): At, h: f32, way: f32) {
    let p = s.inks;
    let ink = p.ink;
    let at = |u: f32, v: f32| (x + u * h * way, foot - v * h);
    s.area(
        &[at(-0.3, 0.0), at(0.34, 0.0), at(0.8, -0.07), at(0.1, -0.07)],
        ink.thin(0.25),
    );
    s.area(
        &[
            at(-0.3, 0.0),
            at(-0.28, 0.09),
            at(0.22, 0.09),
            at(0.32, 0.04),
            at(0.32, 0.0),
        ],
        ink,
    );
    let mut limb = arc(at(-0.02, 0.42), h * 0.3, h * 0.36, 0.25, 0.75);
    if way < 0.0 {
        limb = arc(at(-0.02, 0.42), h * 0.3, h * 0.36, 0.25, -0.25);
    }
    s.line(&limb, h * 0.085, ink);
    s.area(
        &[
            at(-0.22, 0.34),
            at(0.26, 0.34),
            at(0.26, 0.385),
            at(-0.22, 0.385),
        ],
        ink,
    );
    s.area(
        &[
            at(-0.02, 0.385),
            at(0.16, 0.385),
            at(0.16, 0.395),
            at(-0.02, 0.395),
        ],
        p.paper,
    );
    s.area(
        &[at(0.0, 0.12), at(0.0, 0.2), at(0.14, 0.2), at(0.14, 0.12)],
        p.gold,
    );
    s.area(
        &[at(0.02, 0.2), at(0.05, 0.33), at(0.1, 0.33), at(0.12, 0.2)],
        p.gold.thin(0.5),
    );
    let lean = |u: f32, v: f32| at(0.07 + u - (v - 0.5) * 0.34, v);
    s.area(
        &[
            lean(-0.035, 0.43),
            lean(0.035, 0.43),
            lean(0.045, 0.56),
            lean(-0.045, 0.56),
        ],
        p.gold,
    );
    s.area(
        &[
            lean(-0.06, 0.56),
            lean(0.06, 0.56),
            lean(0.06, 0.9),
            lean(-0.06, 0.9),
        ],
        p.red,
    );
    s.area(
        &[
            lean(0.02, 0.56),
            lean(0.06, 0.56),
            lean(0.06, 0.9),
            lean(0.02, 0.9),
        ],
        ink.thin(0.25),
    );
    s.area(
        &[
            lean(-0.042, 0.9),
            lean(0.042, 0.9),
            lean(0.042, 1.0),
            lean(-0.042, 1.0),
        ],
        ink,
    );
    s.area(
        &[
            lean(-0.056, 1.0),
            lean(0.056, 1.0),
            lean(0.056, 1.03),
            lean(-0.056, 1.03),
        ],
        ink,
    );
    s.disc(at(-0.26, 0.3), h * 0.062, p.gold);
    s.disc(at(-0.26, 0.3), h * 0.03, ink);
}
