//! Portraits: a head and shoulders before a pattern, nobody in particular.

use super::dice::Dice;
use super::head::{behind, extras, face, front};
use super::palette::Colour;
use super::props::skin;
use super::sheet::{At, Sheet, arc};

/// Somebody, drawn around a point with a height of one head.
pub(super) struct Sitter {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) h: f32,
    /// Which side the light falls from: -1 for left.
    pub(super) light: f32,
    pub(super) skin: Colour,
    pub(super) hair: Colour,
    /// Of a head scarf or turban, and of the coat: never that of the ground.
    pub(super) cloth: Colour,
    pub(super) coat: Colour,
}

impl Sitter {
    pub(super) fn at(&self, u: f32, v: f32) -> At {
        (self.x + u * self.h, self.y + v * self.h)
    }
}

/// A person of any age and looks, stylised, in front of a patterned ground.
pub(super) fn portrait(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let ground = d.pick(&[p.gold, p.green, p.high, p.red, p.far, p.low, p.mid]);
    pattern(s, d, ground);
    let skin = skin(d);
    let pale = skin.g > 0.55;
    let (black, grey) = (
        p.ink.mix(Colour::hex(0x1c1618), 0.65),
        Colour::hex(0xc9c2b8),
    );
    let brown = Colour::hex(0x4a2c22);
    let hair = if pale {
        d.pick(&[
            black,
            brown,
            Colour::hex(0x9a4a26),
            Colour::hex(0xc99a4c),
            grey,
            brown,
        ])
    } else {
        d.pick(&[black, black, Colour::hex(0x2c1d1a), grey])
    };
    let who = Sitter {
        x: s.w * d.between(0.44, 0.56),
        y: d.between(0.41, 0.45),
        h: d.between(0.45, 0.5),
        light: d.pick(&[-1.0, 1.0]),
        skin,
        hair,
        cloth: dyed(d, &[p.red, p.green, p.paper, p.gold, p.mid], ground),
        coat: dyed(
            d,
            &[p.ink, p.red, p.green, p.mid, p.gold, p.ink.mix(p.mid, 0.5)],
            ground,
        ),
    };
    let r = who.h * d.between(0.82, 0.95);
    s.disc(who.at(0.0, 0.04), r, ground.mix(p.paper, 0.55));
    let style = d.whole(0, 9);
    behind(s, d, &who, style);
    clothes(s, d, &who);
    face(s, d, &who);
    front(s, d, &who, style);
    extras(s, d, &who, style);
}

/// One of the inks that stands out from the ground.
fn dyed(d: &Dice, inks: &[Colour], ground: Colour) -> Colour {
    let left: Vec<Colour> = inks.iter().copied().filter(|ink| *ink != ground).collect();
    d.pick(&left)
}

fn pattern(s: &mut Sheet, d: &Dice, ground: Colour) {
    let p = s.inks;
    s.flood(ground);
    let light = ground.mix(p.paper, 0.3);
    let middle = (s.w / 2.0, 0.45);
    match d.whole(0, 5) {
        0 => {
            for n in 0..24u16 {
                let turn = f32::from(n) / 24.0;
                let edge = arc(middle, 1.6, 1.6, turn, turn + 1.0 / 48.0);
                s.area(&[middle, edge[0], edge[32]], light);
            }
        }
        1 => {
            for row in 0..16u16 {
                for column in 0..34u16 {
                    s.disc(
                        (
                            f32::from(column) * 0.07 + f32::from(row % 2) * 0.035,
                            f32::from(row) * 0.068,
                        ),
                        0.014,
                        light,
                    );
                }
            }
        }
        2 => {
            let mut x = -1.2;
            while x < s.w {
                s.area(
                    &[(x, 1.1), (x + 1.2, -0.1), (x + 1.25, -0.1), (x + 0.05, 1.1)],
                    light,
                );
                x += 0.12;
            }
        }
        3 => {
            for row in 0..9u16 {
                for column in -1..16i16 {
                    let at = (
                        f32::from(column) * 0.15 + f32::from(row % 2) * 0.075,
                        f32::from(row) * 0.13 + 0.1,
                    );
                    for (r, colour) in [
                        (0.075, light),
                        (0.055, ground),
                        (0.035, light),
                        (0.016, ground),
                    ] {
                        s.area(&arc(at, r, r, 0.5, 1.0), colour);
                    }
                }
            }
        }
        4 => {
            for n in 0..14u16 {
                let y = f32::from(n) * 0.08;
                let wave: Vec<At> = (0..44u16)
                    .map(|k| {
                        (
                            f32::from(k) * 0.06 - 0.1,
                            y + if k % 2 == 0 { 0.018 } else { -0.018 },
                        )
                    })
                    .collect();
                s.bend(&wave, 0.011, light);
            }
        }
        _ => {
            for _ in 0..46 {
                let at = (d.between(0.0, s.w), d.between(0.0, 1.0));
                let (turn, r) = (d.between(0.0, std::f32::consts::TAU), d.between(0.04, 0.07));
                let tip = (at.0 + turn.cos() * r, at.1 + turn.sin() * r);
                let side = (-turn.sin() * r * 0.4, turn.cos() * r * 0.4);
                let mid = ((at.0 + tip.0) / 2.0, (at.1 + tip.1) / 2.0);
                s.blob(
                    &[
                        at,
                        (mid.0 + side.0, mid.1 + side.1),
                        tip,
                        (mid.0 - side.0, mid.1 - side.1),
                    ],
                    light,
                );
            }
        }
    }
}

fn clothes(s: &mut Sheet, d: &Dice, who: &Sitter) {
    let p = s.inks;
    let coat = who.coat;
    let wide = d.between(0.82, 0.98);
    let shoulders = |top: f32| {
        vec![
            who.at(-0.14, top),
            who.at(-0.3, top + 0.05),
            who.at(-wide, top + 0.22),
            who.at(-wide - 0.1, 1.7),
            who.at(wide + 0.1, 1.7),
            who.at(wide, top + 0.22),
            who.at(0.3, top + 0.05),
            who.at(0.14, top),
        ]
    };
    s.blob(&shoulders(0.5), coat);
    let shade = if who.light < 0.0 { 1.0 } else { -1.0 };
    s.area(
        &[
            who.at(shade * 0.06, 0.62),
            who.at(shade * 0.36, 0.62),
            who.at(shade * wide * 0.66, 0.7),
            who.at(shade * wide * 0.88, 0.88),
            who.at(shade * wide, 1.5),
            who.at(shade * 0.1, 1.5),
        ],
        p.ink.thin(0.16),
    );
    let neck = who.skin.mix(p.ink, 0.16);
    s.blob(
        &[
            who.at(-0.16, 0.1),
            who.at(-0.17, 0.5),
            who.at(-0.22, 0.6),
            who.at(0.0, 0.78),
            who.at(0.22, 0.6),
            who.at(0.17, 0.5),
            who.at(0.16, 0.1),
        ],
        neck,
    );
    match d.whole(0, 4) {
        // Jacket, shirt and tie, or an open collar.
        0 | 1 => {
            s.area(
                &[
                    who.at(-0.2, 0.54),
                    who.at(0.0, 1.1),
                    who.at(0.2, 0.54),
                    who.at(0.0, 0.74),
                ],
                p.paper,
            );
            if d.chance(0.6) {
                s.area(
                    &[
                        who.at(-0.05, 0.72),
                        who.at(0.05, 0.72),
                        who.at(0.07, 1.12),
                        who.at(-0.07, 1.12),
                    ],
                    d.pick(&[p.red, p.gold, p.green]),
                );
            }
            for side in [-1.0f32, 1.0] {
                s.area(
                    &[
                        who.at(side * 0.22, 0.5),
                        who.at(side * 0.42, 0.62),
                        who.at(side * 0.34, 0.84),
                        who.at(0.0, 1.24),
                        who.at(side * 0.06, 1.0),
                    ],
                    coat.mix(p.paper, 0.12),
                );
                s.area(
                    &[
                        who.at(side * 0.22, 0.5),
                        who.at(side * 0.02, 0.75),
                        who.at(side * 0.12, 0.86),
                    ],
                    p.paper.mix(p.far, 0.3),
                );
            }
        }
        // A round neck with a band.
        2 => s.bend(
            &[
                who.at(-0.24, 0.55),
                who.at(-0.12, 0.76),
                who.at(0.12, 0.76),
                who.at(0.24, 0.55),
            ],
            who.h * 0.05,
            coat.mix(p.paper, 0.35),
        ),
        // A roll neck.
        3 => s.blob(
            &[
                who.at(-0.22, 0.36),
                who.at(0.22, 0.36),
                who.at(0.26, 0.66),
                who.at(-0.26, 0.66),
            ],
            coat.mix(p.paper, 0.14),
        ),
        // A scarf.
        _ => {
            let cloth = d.pick(&[p.red, p.gold, p.paper, p.green]);
            s.blob(
                &[
                    who.at(-0.32, 0.42),
                    who.at(0.32, 0.42),
                    who.at(0.38, 0.68),
                    who.at(0.0, 0.78),
                    who.at(-0.38, 0.68),
                ],
                cloth,
            );
            s.area(
                &[
                    who.at(0.04, 0.66),
                    who.at(0.24, 0.64),
                    who.at(0.28, 1.14),
                    who.at(0.08, 1.16),
                ],
                cloth.mix(p.ink, 0.15),
            );
        }
    }
}
