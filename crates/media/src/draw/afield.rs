//! Out of town: field, train.

use super::dice::Dice;
use super::props::{birds, fir, ridge, sky, streak, tree};
use super::sheet::{At, Ink, Sheet};

/// Furrows that run to the horizon, a farm, and what stands in the field.
pub(super) fn field(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let horizon = d.between(0.42, 0.52);
    let sun = sky(s, d, horizon);
    let left = sun.0 < s.w / 2.0;
    let away = if left { 1.0 } else { -1.0 };
    for (near, swing) in [(0.05, 0.08), (0.3, 0.04)] {
        let seed = d.next();
        let tone = s.tone(near).mix(p.green, 0.25);
        ridge(s, seed, (horizon, swing), 1.3, tone);
    }
    let crop = d.pick(&[p.gold, p.green, p.gold.mix(p.green, 0.5)]);
    let (light, dark) = (crop.mix(p.paper, 0.2), crop.mix(p.ink, 0.28));
    s.ground(
        horizon + 0.01,
        Ink::Down(horizon, light.mix(p.low, 0.4), 1.0, light),
    );
    let end = (s.w * d.between(0.2, 0.8), horizon - 0.02);
    let rows = 15i16;
    for n in -rows..=rows {
        let x = |u: f32| end.0 + (f32::from(n) + u) * 0.24;
        s.area(
            &[
                (end.0 + f32::from(n) * 0.012, horizon + 0.01),
                (x(0.0) - 0.02, 1.08),
                (x(0.5), 1.08),
            ],
            Ink::Down(horizon, dark.mix(p.low, 0.4), 1.0, dark),
        );
    }
    let mut x = -0.02;
    while x < s.w {
        let h = d.between(0.03, 0.07);
        s.oval(
            (x, horizon + 0.012 - h * 0.3),
            h * 0.6,
            h * 0.55,
            s.tone(0.55).mix(p.green, 0.25),
        );
        x += h * d.between(0.8, 2.6);
    }
    let farm = s.w * if left { 0.7 } else { 0.28 };
    let w = d.between(0.13, 0.18);
    let foot = horizon + 0.045;
    s.area(
        &[
            (farm - w, foot),
            (farm + w, foot),
            (farm + w + away * 0.3, foot + 0.05),
            (farm - w + away * 0.3, foot + 0.05),
        ],
        p.ink.thin(0.28),
    );
    s.block(
        farm - w * 0.6,
        foot - w * 0.62,
        w * 1.5,
        w * 0.62,
        p.red.mix(p.ink, 0.3),
    );
    s.area(
        &[
            (farm - w, foot),
            (farm - w, foot - w * 0.6),
            (farm - w * 0.75, foot - w * 0.88),
            (farm - w * 0.5, foot - w),
            (farm - w * 0.25, foot - w * 0.88),
            (farm, foot - w * 0.6),
            (farm, foot),
        ],
        p.red,
    );
    s.area(
        &[
            (farm - w * 0.5, foot - w * 1.04),
            (farm + w * 0.6, foot - w * 1.04),
            (farm + w * 0.94, foot - w * 0.58),
            (farm + w * 0.02, foot - w * 0.58),
            (farm - w * 0.22, foot - w * 0.9),
        ],
        p.ink.mix(p.mid, 0.3),
    );
    s.block(
        farm - w * 0.68,
        foot - w * 0.42,
        w * 0.36,
        w * 0.42,
        p.paper,
    );
    s.line(
        &[(farm - w * 0.68, foot - w * 0.42), (farm - w * 0.32, foot)],
        0.004,
        p.red,
    );
    s.line(
        &[(farm - w * 0.32, foot - w * 0.42), (farm - w * 0.68, foot)],
        0.004,
        p.red,
    );
    if d.chance(0.6) {
        let silo = farm + w * 1.2;
        s.block(
            silo - w * 0.2,
            foot - w * 1.25,
            w * 0.4,
            w * 1.27,
            Ink::Across(silo - w * 0.2, p.paper, silo + w * 0.2, p.far),
        );
        s.oval((silo, foot - w * 1.25), w * 0.2, w * 0.17, p.mid);
    }
    if d.chance(0.5) {
        tractor(
            s,
            (s.w - farm + d.between(-0.1, 0.1), d.between(0.74, 0.84)),
            d.between(0.16, 0.21),
            -away,
        );
    } else {
        for _ in 0..d.whole(5, 8) {
            let at = (d.between(0.05, s.w - 0.05), d.between(horizon + 0.12, 0.92));
            let r = 0.014 + (at.1 - horizon) * 0.1;
            s.area(
                &[
                    (at.0, at.1 + r),
                    (at.0 + r, at.1 + r * 0.8),
                    (at.0 + away * r * 3.4, at.1 + r * 1.3),
                    (at.0 + away * r * 2.4, at.1 + r * 1.5),
                ],
                p.ink.thin(0.3),
            );
            s.disc(at, r, p.gold.mix(p.paper, 0.2));
            s.disc(at, r * 0.62, p.gold.mix(p.ink, 0.2));
            s.disc(at, r * 0.42, p.gold.mix(p.paper, 0.2));
            s.disc(at, r * 0.16, p.gold.mix(p.ink, 0.35));
        }
    }
    for _ in 0..d.whole(1, 3) {
        let at = (
            farm + d.between(0.2, 0.5) * away,
            foot + d.between(0.0, 0.03),
        );
        tree(
            s,
            d,
            at,
            d.between(0.12, 0.2),
            p.green.mix(p.ink, 0.25),
            left,
        );
    }
    birds(s, d, (s.w * 0.5, 0.2), 6, p.ink);
}

fn tractor(s: &mut Sheet, (x, foot): At, h: f32, way: f32) {
    let p = s.inks;
    let at = |u: f32, v: f32| (x + u * h * way, foot - v * h);
    s.area(
        &[
            at(-0.6, 0.0),
            at(0.9, 0.0),
            at(-0.2, -0.24),
            at(-1.6, -0.24),
        ],
        p.ink.thin(0.3),
    );
    s.area(
        &[
            at(-0.38, 0.45),
            at(-0.3, 1.1),
            at(0.2, 1.1),
            at(0.26, 0.75),
            at(0.86, 0.68),
            at(0.88, 0.32),
            at(-0.3, 0.32),
        ],
        p.red,
    );
    s.area(
        &[
            at(-0.24, 0.68),
            at(-0.2, 1.02),
            at(0.13, 1.02),
            at(0.18, 0.68),
        ],
        p.paper.mix(p.high, 0.5),
    );
    s.area(
        &[
            at(-0.42, 1.08),
            at(-0.4, 1.16),
            at(0.3, 1.16),
            at(0.3, 1.08),
        ],
        p.ink,
    );
    s.line(&[at(0.62, 0.7), at(0.62, 1.0)], h * 0.05, p.ink);
    for (u, r) in [(-0.2, 0.36), (0.68, 0.22)] {
        let hub = at(u, r);
        s.disc(hub, h * r, p.ink);
        s.disc(hub, h * r * 0.55, p.gold);
        s.disc(hub, h * r * 0.2, p.ink);
    }
}

/// A train on a viaduct across a valley, or along the plain.
pub(super) fn train(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let horizon = d.between(0.55, 0.65);
    let sun = sky(s, d, horizon);
    for n in 0..4u16 {
        let near = f32::from(n) / 3.0;
        let seed = d.next();
        let tone = s.tone(near * 0.45).mix(p.green, near * 0.3);
        let y = horizon - 0.1 + near * 0.2;
        ridge(
            s,
            seed,
            (y, 0.14 - near * 0.06),
            1.4,
            Ink::Down(y - 0.1, tone, y + 0.25, tone.mix(p.low, 0.45)),
        );
    }
    let rail = d.between(0.6, 0.68);
    let way = d.pick(&[-1.0f32, 1.0]);
    if d.chance(0.5) {
        let stone = p.paper.mix(p.far, 0.5).mix(p.gold, 0.2);
        let span = d.between(0.15, 0.2);
        let mut x = -d.between(0.0, span);
        s.block(-0.1, rail, s.w + 0.2, 0.05, stone);
        s.block(-0.1, rail + 0.05, s.w + 0.2, 0.012, p.ink.thin(0.35));
        while x < s.w + span {
            let pier = span * 0.2;
            s.block(
                x - pier / 2.0,
                rail + 0.05,
                pier,
                0.5,
                Ink::Down(rail, stone, 1.0, stone.mix(p.mid, 0.4)),
            );
            s.block(x, rail + 0.05, pier / 2.0, 0.5, p.ink.thin(0.2));
            let r = (span - pier) / 2.0;
            let left = x + pier / 2.0;
            let mut spandrel = vec![(left - 0.002, rail + 0.04), (left - 0.002, rail + 0.05 + r)];
            spandrel.extend(super::sheet::arc(
                (left + r, rail + 0.06 + r),
                r,
                r,
                0.5,
                1.0,
            ));
            spandrel.push((left + r * 2.0, rail + 0.04));
            s.area(&spandrel, stone);
            x += span;
        }
    } else {
        let bank = p.mid.mix(p.green, 0.4);
        s.ground(
            rail + 0.03,
            Ink::Down(rail, bank, 1.0, bank.mix(p.ink, 0.5)),
        );
        s.block(-0.1, rail + 0.005, s.w + 0.2, 0.03, p.far.mix(p.ink, 0.3));
        for n in 0..30u16 {
            s.block(
                f32::from(n) * 0.065 - 0.05,
                rail + 0.008,
                0.03,
                0.012,
                p.ink,
            );
        }
        for n in 0..6u16 {
            let y = rail + 0.09 + f32::from(n).powf(1.5) * 0.03;
            s.oval(
                (d.between(0.0, s.w), y),
                d.between(0.2, 0.6),
                0.012,
                d.pick(&[p.gold, p.green, p.ink]).thin(0.3),
            );
        }
    }
    let wire = rail - 0.2;
    s.line(&[(-0.1, wire), (s.w + 0.1, wire)], 0.002, p.ink);
    let mut x = d.between(0.0, 0.2);
    while x < s.w {
        s.line(&[(x, rail + 0.01), (x, wire - 0.03)], 0.006, p.ink);
        s.line(&[(x, wire - 0.02), (x + 0.05, wire)], 0.003, p.ink);
        x += 0.36;
    }
    coaches(s, d, rail, way);
    for _ in 0..4 {
        let y = rail - d.between(0.03, 0.12);
        let x = s.w * 0.5 - way * s.w * d.between(0.1, 0.5);
        streak(s, (x, y), (d.between(0.1, 0.3), 0.002), p.paper.thin(0.4));
    }
    let seed = d.next();
    ridge(s, seed, (0.95, 0.05), 1.6, p.ink);
    for _ in 0..d.whole(6, 12) {
        let x = d.between(0.0, s.w);
        fir(s, (x, 1.0), d.between(0.1, 0.24), p.ink.mix(p.green, 0.18));
    }
    birds(s, d, (s.w - sun.0, 0.2), 4, p.ink);
}

fn coaches(s: &mut Sheet, d: &Dice, rail: f32, way: f32) {
    let p = s.inks;
    let body = d.pick(&[p.red, p.paper, p.green, p.gold]);
    let band = if body == p.paper { p.red } else { p.paper };
    let nose = s.w
        * if way > 0.0 {
            d.between(0.7, 0.88)
        } else {
            d.between(0.12, 0.3)
        };
    let (h, long) = (0.13, 0.44);
    let at = |u: f32, v: f32| (nose - way * u, rail - v * h);
    for coach in 0..5u16 {
        let back = f32::from(coach) * long;
        let glass = if p.night { p.gold } else { p.ink };
        if coach == 0 {
            s.area(
                &[
                    at(0.0, 0.12),
                    at(0.012, 0.36),
                    at(0.08, 0.78),
                    at(0.15, 0.98),
                    at(long - 0.008, 1.0),
                    at(long - 0.008, 0.12),
                ],
                body,
            );
            s.area(
                &[
                    at(0.045, 0.56),
                    at(0.085, 0.78),
                    at(0.125, 0.82),
                    at(0.13, 0.56),
                ],
                p.ink,
            );
            s.disc(at(0.022, 0.3), 0.007, p.gold.mix(p.paper, 0.5));
        } else {
            s.area(
                &[
                    at(back + 0.004, 0.12),
                    at(back + 0.004, 1.0),
                    at(back + long - 0.008, 1.0),
                    at(back + long - 0.008, 0.12),
                ],
                body,
            );
        }
        let from = if coach == 0 { 0.17 } else { back + 0.03 };
        let mut u = from;
        while u + 0.05 < back + long {
            s.area(
                &[
                    at(u, 0.52),
                    at(u, 0.8),
                    at(u + 0.038, 0.8),
                    at(u + 0.038, 0.52),
                ],
                glass,
            );
            u += 0.05;
        }
        let start = if coach == 0 { 0.008 } else { back + 0.004 };
        s.area(
            &[
                at(start, 0.3),
                at(start, 0.4),
                at(back + long - 0.008, 0.4),
                at(back + long - 0.008, 0.3),
            ],
            band,
        );
        s.area(
            &[
                at(start, 0.12),
                at(start, 0.2),
                at(back + long - 0.008, 0.2),
                at(back + long - 0.008, 0.12),
            ],
            p.ink.thin(0.35),
        );
        for u in [0.07, 0.13, long - 0.13, long - 0.07] {
            s.disc(at(back + u, 0.08), 0.014, p.ink);
        }
    }
}
