//! What is built and counted: bridge, factory, chart.

use super::dice::Dice;
use super::palette::Colour;
use super::props::{birds, person, ridge, sky, water, windows};
use super::sheet::{At, Ink, Sheet, arc};

/// A bridge over a wide water: hung from towers, or carried by arches.
pub(super) fn bridge(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let horizon = d.between(0.6, 0.68);
    let sun = sky(s, d, horizon);
    for (near, swing) in [(0.05, 0.16), (0.22, 0.08)] {
        let seed = d.next();
        let tone = s.tone(near);
        ridge(
            s,
            seed,
            (horizon - 0.02, swing),
            1.5,
            Ink::Down(horizon - swing, tone, horizon, tone.mix(p.low, 0.45)),
        );
    }
    water(s, d, (horizon, 1.0), sun);
    let deck = horizon - d.between(0.07, 0.1);
    let steel = d.pick(&[p.red, p.red, p.ink, p.mid]);
    let dark = steel.mix(p.ink, 0.4);
    s.block(-0.1, deck + 0.12, s.w + 0.2, 0.02, p.ink.thin(0.2));
    if d.chance(0.6) {
        let top = d.between(0.16, 0.24);
        let towers = [s.w * d.between(0.2, 0.27), s.w * d.between(0.73, 0.8)];
        let sag = |x: f32| {
            let (a, b) = (towers[0], towers[1]);
            let u = if x < a {
                1.0 - (a - x) / (b - a) * 1.6
            } else if x > b {
                1.0 - (x - b) / (b - a) * 1.6
            } else {
                (2.0 * (x - a) / (b - a) - 1.0).abs()
            };
            let rise = if x < a || x > b {
                u.clamp(0.0, 1.0).powf(1.4)
            } else {
                u * u
            };
            deck - 0.012 - (deck - 0.012 - top) * rise
        };
        let cable: Vec<At> = (0..=160u16)
            .map(|n| -0.05 + (s.w + 0.1) * f32::from(n) / 160.0)
            .map(|x| (x, sag(x)))
            .collect();
        for place in cable.iter().step_by(4) {
            s.line(&[*place, (place.0, deck)], 0.0016, dark);
        }
        s.line(&cable, 0.0065, steel);
        for x in towers {
            s.block(
                x - 0.034,
                horizon + 0.015,
                0.068,
                0.05,
                p.far.mix(p.ink, 0.35),
            );
            for side in [-1.0f32, 1.0] {
                s.area(
                    &[
                        (x + side * 0.016, top - 0.015),
                        (x + side * 0.029, top - 0.015),
                        (x + side * 0.033, horizon + 0.03),
                        (x + side * 0.016, horizon + 0.03),
                    ],
                    if side < 0.0 { steel } else { dark },
                );
            }
            for y in [top, top + 0.12, top + 0.24, deck + 0.03] {
                s.block(x - 0.026, y, 0.052, 0.018, steel);
            }
        }
        s.block(-0.1, deck, s.w + 0.2, 0.02, steel);
        s.block(-0.1, deck + 0.02, s.w + 0.2, 0.008, dark);
    } else {
        let (mid, span) = (s.w * d.between(0.45, 0.55), d.between(0.42, 0.5));
        let rise = d.between(0.34, 0.4);
        let bow = arc((mid, deck), span, rise, 0.5, 1.0);
        for place in bow.iter().skip(1).step_by(2) {
            s.line(&[*place, (place.0, deck)], 0.004, dark);
        }
        let inner = arc((mid, deck), span * 0.95, rise * 0.88, 0.5, 1.0);
        for pair in bow.iter().zip(&inner).collect::<Vec<_>>().windows(2) {
            s.line(&[*pair[0].0, *pair[1].1], 0.003, dark);
            s.line(&[*pair[0].1, *pair[1].0], 0.003, dark);
        }
        s.line(&bow, 0.014, steel);
        s.line(&inner, 0.009, steel);
        s.block(-0.1, deck, s.w + 0.2, 0.024, steel);
        s.block(-0.1, deck + 0.024, s.w + 0.2, 0.008, dark);
        for side in [-1.0f32, 1.0] {
            let x = mid + side * span;
            s.block(x - 0.04, deck - 0.13, 0.08, 0.24, p.paper.mix(p.far, 0.5));
            s.block(x, deck - 0.13, 0.04, 0.24, p.ink.thin(0.2));
            s.block(x - 0.05, deck - 0.145, 0.1, 0.02, p.far);
        }
    }
    for n in 0..d.whole(4, 9) {
        let x = s.w * (n as f32 + d.unit()) / 9.0;
        let colour = d.pick(&[p.gold, p.paper, p.ink]);
        s.block(x, deck - 0.012, d.between(0.018, 0.035), 0.012, colour);
    }
    let boat = s.w * d.between(0.35, 0.65);
    let y = horizon + d.between(0.1, 0.16);
    s.area(
        &[
            (boat - 0.1, y - 0.03),
            (boat + 0.12, y - 0.03),
            (boat + 0.09, y),
            (boat - 0.09, y),
        ],
        p.ink,
    );
    s.block(boat - 0.06, y - 0.06, 0.1, 0.032, p.paper);
    s.block(boat - 0.03, y - 0.09, 0.025, 0.032, p.red);
    s.line(
        &[(boat - 0.1, y + 0.012), (boat + 0.11, y + 0.012)],
        0.006,
        p.ink.thin(0.4),
    );
    let seed = d.next();
    ridge(s, seed, (0.97, 0.05), 1.2, p.ink);
    birds(
        s,
        d,
        (s.w * 0.5, 0.2),
        5,
        if p.night { p.paper } else { p.ink },
    );
}

/// Saw-tooth roofs, chimneys and their smoke; people on the way to the gate.
pub(super) fn factory(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let yard = d.between(0.74, 0.8);
    let sun = sky(s, d, yard - 0.1);
    let seed = d.next();
    let far = s.tone(0.12);
    ridge(s, seed, (yard - 0.16, 0.08), 1.8, far);
    let wind = d.pick(&[-1.0f32, 1.0]);
    let mut x = s.w * d.between(0.1, 0.2);
    for _ in 0..d.whole(2, 4) {
        let h = d.between(0.36, 0.56);
        let w = d.between(0.026, 0.04);
        let top = yard - h;
        smoke(s, d, (x, top), w, wind);
        let brick = d.pick(&[p.red, p.mid, p.far.mix(p.red, 0.4)]);
        s.area(
            &[
                (x - w * 0.65, top),
                (x + w * 0.65, top),
                (x + w, yard),
                (x - w, yard),
            ],
            Ink::Across(x - w, brick, x + w, brick.mix(p.ink, 0.45)),
        );
        for n in 0..2u16 {
            s.block(
                x - w * 0.68,
                top + 0.025 + f32::from(n) * 0.035,
                w * 1.36,
                0.016,
                p.paper,
            );
        }
        s.block(x - w * 0.8, top - 0.008, w * 1.6, 0.016, p.ink);
        x += s.w * d.between(0.16, 0.26);
    }
    let back = s.tone(0.42);
    s.block(s.w * 0.05, yard - 0.24, s.w * 0.5, 0.3, back);
    windows(
        s,
        d,
        (s.w * 0.07, yard - 0.22),
        (s.w * 0.46, 0.2),
        (14, 3),
        (back.mix(p.ink, 0.4), p.gold),
    );
    let (teeth, from) = (d.whole(4, 6), s.w * d.between(0.26, 0.38));
    let (bay, wall) = (d.between(0.17, 0.22), yard - 0.13);
    let brick = p.red.mix(p.ink, 0.25);
    for n in 0..teeth {
        let x = from + n as f32 * bay;
        s.area(
            &[(x, wall), (x, wall - 0.11), (x + bay, wall)],
            p.ink.mix(p.mid, 0.35),
        );
        s.area(
            &[
                (x + 0.002, wall),
                (x + 0.002, wall - 0.1),
                (x + 0.03, wall - 0.085),
                (x + 0.03, wall),
            ],
            p.gold.mix(p.paper, 0.3),
        );
    }
    s.block(
        from,
        wall,
        teeth as f32 * bay,
        yard - wall + 0.02,
        Ink::Across(
            from,
            brick.mix(p.gold, 0.15),
            from + teeth as f32 * bay,
            brick.mix(p.ink, 0.35),
        ),
    );
    windows(
        s,
        d,
        (from + 0.02, wall + 0.015),
        (teeth as f32 * bay - 0.04, 0.075),
        (teeth * 3, 1),
        (p.ink, p.gold),
    );
    for n in 0..d.whole(2, 3) {
        let (x, r) = (s.w * (0.06 + n as f32 * 0.11), d.between(0.06, 0.08));
        let h = d.between(0.14, 0.22);
        s.block(
            x - r,
            yard - h,
            r * 2.0,
            h + 0.02,
            Ink::Across(x - r, p.paper.mix(p.far, 0.3), x + r, p.mid),
        );
        s.oval((x, yard - h), r, r * 0.28, p.paper.mix(p.far, 0.5));
        s.line(
            &[(x + r * 0.6, yard - h), (x + r * 0.6, yard)],
            0.004,
            p.ink,
        );
    }
    s.ground(
        yard,
        Ink::Down(
            yard,
            p.far.mix(p.gold, 0.3).mix(p.mid, 0.3),
            1.0,
            p.mid.mix(p.ink, 0.5),
        ),
    );
    s.area(
        &[
            (from, yard),
            (from + teeth as f32 * bay, yard),
            (from + teeth as f32 * bay - wind * 0.1, yard + 0.06),
            (from - wind * 0.1, yard + 0.06),
        ],
        p.ink.thin(0.3),
    );
    let away = if sun.0 < s.w / 2.0 { 0.7 } else { -0.7 };
    let mut x = s.w * d.between(0.12, 0.3);
    for _ in 0..d.whole(4, 7) {
        let coat = d.pick(&[p.red, p.gold, p.green, p.ink, p.mid]);
        let foot = d.between(yard + 0.1, 0.97);
        person(s, d, (x, foot), 0.13 + (foot - yard) * 0.45, coat, away);
        x += d.between(0.09, 0.2);
    }
    birds(s, d, (s.w * 0.6, 0.15), 3, p.ink);
}

fn smoke(s: &mut Sheet, d: &Dice, (x, y): At, w: f32, wind: f32) {
    let p = s.inks;
    let colour = p.paper.mix(p.far, 0.4);
    for n in (0..15u16).rev() {
        let t = f32::from(n) / 14.0;
        let at = (
            x + wind * (t * 0.05 + t * t * 0.42) + d.between(-0.01, 0.01),
            y - 0.02 - t.powf(0.7) * 0.17 + d.between(-0.01, 0.01),
        );
        let r = w * (0.55 + t * 2.0) * d.between(0.85, 1.15);
        s.disc(at, r, colour.mix(p.high, t * 0.45));
        s.area(
            &arc((at.0, at.1 + r * 0.05), r * 0.82, r * 0.8, 0.05, 0.42),
            p.ink.thin(0.07),
        );
    }
}

/// Figures as a poster: bars, a line and its points, rings, and people to give the measure.
pub(super) fn chart(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let ground = d.pick(&[
        p.paper,
        p.low,
        p.paper.mix(p.high, 0.5),
        p.ink.mix(p.high, 0.25),
    ]);
    let dark = ground.g < 0.5;
    let (line, accent) = if dark {
        (p.paper, p.gold)
    } else {
        (p.ink, p.red)
    };
    s.flood(Ink::Down(0.0, ground, 1.0, ground.mix(p.gold, 0.18)));
    let floor = d.between(0.8, 0.85);
    let disc = (s.w * d.pick(&[0.24, 0.3, 0.72]), d.between(0.28, 0.4));
    s.disc(disc, 0.22, p.disc.mix(ground, 0.25));
    for n in 0..6u16 {
        let y = floor - 0.12 - f32::from(n) * 0.12;
        s.line(&[(0.08, y), (s.w - 0.08, y)], 0.0018, line.thin(0.28));
    }
    let bars = d.whole(6, 9);
    let step = (s.w - 0.24) / bars as f32;
    let drift = d.pick(&[-0.5f32, 0.35, 0.5, 0.5]);
    let (mut tops, mut hues) = (Vec::new(), Vec::new());
    for n in 0..bars {
        let t = n as f32 / (bars - 1) as f32 - 0.5;
        tops.push((0.34 + drift * t + d.between(-0.08, 0.08)).clamp(0.08, 0.62));
        hues.push(d.pick(&[p.green, p.mid, p.gold, p.far, p.mid]));
    }
    let star = d.whole(bars / 2, bars - 1) as usize;
    s.ground(floor, if dark { p.ink } else { p.mid.mix(p.ink, 0.25) });
    for (n, (&h, &hue)) in tops.iter().zip(&hues).enumerate() {
        let (x, w) = (0.12 + n as f32 * step + step * 0.14, step * 0.66);
        let hue = if n == star { accent } else { hue };
        s.area(
            &[
                (x, floor),
                (x + w, floor),
                (x + w + h * 0.5, floor + h * 0.22),
                (x + h * 0.5, floor + h * 0.22),
            ],
            p.ink.thin(0.35),
        );
        bar(s, d, (x, floor - h), (w, h), hue);
    }
    let trail: Vec<At> = tops
        .iter()
        .enumerate()
        .map(|(n, h)| {
            (
                0.12 + n as f32 * step + step * 0.47,
                floor - h - 0.09 - 0.05 * wiggle(n),
            )
        })
        .collect();
    s.line(&trail, 0.009, line);
    for &at in &trail {
        s.disc(at, 0.017, line);
        s.disc(at, 0.009, p.paper.mix(p.gold, 0.4));
    }
    if let [.., from, to] = trail.as_slice() {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let size = (dx * dx + dy * dy).sqrt().max(0.01);
        let (u, v) = (dx / size, dy / size);
        let tip = (to.0 + u * 0.08, to.1 + v * 0.08);
        s.line(&[*to, (to.0 + u * 0.055, to.1 + v * 0.055)], 0.009, line);
        s.area(
            &[
                tip,
                (to.0 + u * 0.04 - v * 0.026, to.1 + v * 0.04 + u * 0.026),
                (to.0 + u * 0.04 + v * 0.026, to.1 + v * 0.04 - u * 0.026),
            ],
            line,
        );
    }
    for n in 0..d.whole(3, 5) {
        let coat = d.pick(&[p.red, p.gold, p.green, p.paper]);
        let x = s.w * (0.12 + n as f32 * 0.19) + d.between(-0.04, 0.04);
        person(
            s,
            d,
            (x, d.between(floor + 0.09, 0.97)),
            d.between(0.15, 0.19),
            coat,
            0.6,
        );
    }
}

fn wiggle(n: usize) -> f32 {
    if n % 3 == 1 { 1.0 } else { 0.0 }
}

/// A bar with a lit and a dark side, hatched or plain.
fn bar(s: &mut Sheet, d: &Dice, (x, y): At, (w, h): At, hue: Colour) {
    let p = s.inks;
    s.block(x, y, w, h, hue);
    match d.whole(0, 3) {
        0 => {
            let mut v = y + 0.02;
            while v < y + h - 0.012 {
                s.block(x + w * 0.1, v, w * 0.5, 0.008, p.paper.thin(0.7));
                v += 0.024;
            }
        }
        1 => {
            let rows = (h / 0.045) as u16;
            for n in 0..rows {
                for column in 0..2u16 {
                    s.disc(
                        (
                            x + w * (0.22 + f32::from(column) * 0.28),
                            y + 0.028 + f32::from(n) * 0.045,
                        ),
                        w * 0.07,
                        p.paper.thin(0.75),
                    );
                }
            }
        }
        _ => s.block(x, y, w * 0.12, h, p.paper.thin(0.3)),
    }
    s.block(x + w * 0.7, y, w * 0.3, h, p.ink.thin(0.25));
}
