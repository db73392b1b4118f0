//! The head of a portrait: face, hair, cloth, glasses.

use super::dice::Dice;
use super::portrait::Sitter;
use super::sheet::{Ink, Sheet, arc};

/// Hair that falls behind the shoulders.
pub(super) fn behind(s: &mut Sheet, d: &Dice, who: &Sitter, style: u32) {
    match style {
        // Long.
        0 => s.blob(
            &[
                who.at(0.0, -0.6),
                who.at(-0.42, -0.5),
                who.at(-0.46, 0.1),
                who.at(-0.5, 0.72),
                who.at(0.5, 0.72),
                who.at(0.46, 0.1),
                who.at(0.42, -0.5),
            ],
            who.hair,
        ),
        // A bob.
        1 => s.blob(
            &[
                who.at(0.0, -0.6),
                who.at(-0.44, -0.5),
                who.at(-0.48, 0.1),
                who.at(-0.4, 0.46),
                who.at(0.4, 0.46),
                who.at(0.48, 0.1),
                who.at(0.44, -0.5),
            ],
            who.hair,
        ),
        // A round crown of curls.
        2 => {
            for n in 0..13u16 {
                let turn = (0.44 + 0.62 * f32::from(n) / 12.0) * std::f32::consts::TAU;
                let at = who.at(turn.cos() * 0.36, turn.sin() * 0.38 - 0.12);
                s.disc(at, who.h * d.between(0.16, 0.2), who.hair);
            }
            s.disc(who.at(0.0, -0.12), who.h * 0.4, who.hair);
        }
        // A bun.
        3 => s.disc(who.at(0.02, -0.58), who.h * 0.17, who.hair),
        // Locks.
        4 => {
            for n in 0..10u16 {
                let u = -0.42 + f32::from(n) * 0.093;
                s.bend(
                    &[
                        who.at(u * 0.8, -0.3),
                        who.at(u, 0.1),
                        who.at(u * 1.12, 0.34),
                        who.at(u * 1.15, d.between(0.45, 0.65)),
                    ],
                    who.h * 0.085,
                    who.hair,
                );
            }
        }
        _ => {}
    }
}

pub(super) fn face(s: &mut Sheet, d: &Dice, who: &Sitter) {
    let p = s.inks;
    let jaw = d.between(0.19, 0.25);
    let (dark, line) = (who.skin.mix(p.ink, 0.22), who.skin.mix(p.ink, 0.72));
    for side in [-1.0f32, 1.0] {
        s.oval(
            who.at(side * 0.325, 0.02),
            who.h * 0.055,
            who.h * 0.09,
            if side == who.light { who.skin } else { dark },
        );
    }
    let outline = [
        who.at(-0.2, -0.6),
        who.at(-0.4, -0.38),
        who.at(-0.36, 0.0),
        who.at(-0.33, 0.26),
        who.at(-jaw, 0.44),
        who.at(0.0, 0.5),
        who.at(jaw, 0.44),
        who.at(0.33, 0.26),
        who.at(0.36, 0.0),
        who.at(0.4, -0.38),
        who.at(0.2, -0.6),
    ];
    s.blob(&outline, who.skin);
    // The side away from the light, along the nose.
    let far = -who.light;
    let mut shade = vec![
        who.at(far * 0.03, -0.46),
        who.at(far * 0.03, -0.06),
        who.at(far * 0.085, 0.12),
        who.at(far * 0.015, 0.155),
        who.at(far * 0.02, 0.3),
        who.at(far * 0.03, 0.45),
    ];
    shade.extend([
        who.at(far * jaw * 0.8, 0.425),
        who.at(far * 0.285, 0.28),
        who.at(far * 0.335, 0.1),
        who.at(far * 0.34, -0.2),
        who.at(far * 0.3, -0.42),
    ]);
    s.area(&shade, dark.thin(0.85));
    let lid = d.between(0.0, 0.02);
    for side in [-1.0f32, 1.0] {
        s.bend(
            &[
                who.at(side * 0.07, -0.1 + lid),
                who.at(side * 0.15, -0.15),
                who.at(side * 0.235, -0.1),
            ],
            who.h * 0.024,
            who.hair.mix(p.ink, 0.4),
        );
        s.oval(
            who.at(side * 0.15, -0.005),
            who.h * 0.052,
            who.h * 0.026,
            p.paper.mix(who.skin, 0.25),
        );
        s.disc(who.at(side * 0.15, -0.005), who.h * 0.026, p.ink);
        s.bend(
            &[
                who.at(side * 0.09, -0.005),
                who.at(side * 0.15, -0.045),
                who.at(side * 0.215, -0.005),
            ],
            who.h * 0.014,
            line,
        );
    }
    s.bend(
        &[who.at(-0.05, 0.15), who.at(0.0, 0.185), who.at(0.05, 0.15)],
        who.h * 0.013,
        line,
    );
    let lips = who.skin.mix(p.red, 0.5).mix(p.ink, 0.12);
    s.blob(
        &[
            who.at(-0.115, 0.275),
            who.at(-0.04, 0.25),
            who.at(0.04, 0.25),
            who.at(0.115, 0.275),
            who.at(0.05, 0.325),
            who.at(-0.05, 0.325),
        ],
        lips,
    );
    s.bend(
        &[
            who.at(-0.085, 0.28),
            who.at(0.0, 0.292),
            who.at(0.085, 0.28),
        ],
        who.h * 0.009,
        line,
    );
}

/// Hair or cloth over the brow.
pub(super) fn front(s: &mut Sheet, d: &Dice, who: &Sitter, style: u32) {
    let p = s.inks;
    let part = d.pick(&[-0.14f32, 0.14]);
    match style {
        0 | 1 => {
            s.blob(
                &[
                    who.at(part, -0.62),
                    who.at(-0.4, -0.56),
                    who.at(-0.46, 0.0),
                    who.at(-0.37, 0.24),
                    who.at(-0.33, -0.12),
                    who.at(part, -0.4),
                ],
                who.hair,
            );
            s.blob(
                &[
                    who.at(part, -0.62),
                    who.at(0.4, -0.56),
                    who.at(0.46, 0.0),
                    who.at(0.37, 0.24),
                    who.at(0.33, -0.12),
                    who.at(part, -0.4),
                ],
                who.hair,
            );
        }
        2 => s.blob(
            &[
                who.at(-0.38, -0.1),
                who.at(-0.34, -0.3),
                who.at(0.0, -0.36),
                who.at(0.34, -0.3),
                who.at(0.38, -0.1),
                who.at(0.4, -0.5),
                who.at(0.2, -0.72),
                who.at(-0.2, -0.72),
                who.at(-0.4, -0.5),
            ],
            who.hair,
        ),
        3 | 4 => s.blob(
            &[
                who.at(-0.36, -0.06),
                who.at(-0.3, -0.28),
                who.at(part * 0.5, -0.34),
                who.at(0.3, -0.28),
                who.at(0.36, -0.06),
                who.at(0.42, -0.42),
                who.at(0.24, -0.7),
                who.at(-0.24, -0.7),
                who.at(-0.42, -0.42),
            ],
            who.hair,
        ),
        // Short, swept to one side.
        5 | 6 => {
            let side = part.signum();
            s.blob(
                &[
                    who.at(-side * 0.37, 0.02),
                    who.at(-side * 0.33, -0.26),
                    who.at(-side * 0.1, -0.34),
                    who.at(side * 0.28, -0.27),
                    who.at(side * 0.36, 0.02),
                    who.at(side * 0.42, -0.34),
                    who.at(side * 0.22, -0.62),
                    who.at(-side * 0.26, -0.64),
                    who.at(-side * 0.43, -0.38),
                ],
                who.hair,
            );
        }
        // Bald but for the sides, with a beard.
        7 => {
            for side in [-1.0f32, 1.0] {
                s.blob(
                    &[
                        who.at(side * 0.31, 0.06),
                        who.at(side * 0.35, -0.24),
                        who.at(side * 0.39, -0.2),
                        who.at(side * 0.38, 0.06),
                    ],
                    who.hair,
                );
            }
            beard(s, who);
        }
        // A head scarf.
        8 => {
            let cloth = who.cloth;
            let mut veil = arc(who.at(0.0, 0.0), who.h * 0.45, who.h * 0.67, 0.35, 1.15);
            // Back along the brow, so that the face stays open.
            veil.extend(arc(who.at(0.0, 0.0), who.h * 0.3, who.h * 0.4, 1.15, 0.35));
            s.area(&veil, cloth);
            s.blob(
                &[
                    who.at(-0.34, 0.3),
                    who.at(-0.2, 0.42),
                    who.at(0.0, 0.47),
                    who.at(0.2, 0.42),
                    who.at(0.34, 0.3),
                    who.at(0.5, 0.6),
                    who.at(0.54, 0.88),
                    who.at(0.0, 1.04),
                    who.at(-0.54, 0.88),
                    who.at(-0.5, 0.6),
                ],
                cloth,
            );
            for n in 0..3u16 {
                let v = 0.56 + f32::from(n) * 0.12;
                s.bend(
                    &[
                        who.at(-0.28, v - 0.1),
                        who.at(0.0, v + 0.06),
                        who.at(0.3, v - 0.1),
                    ],
                    who.h * 0.014,
                    p.ink.thin(0.25),
                );
            }
        }
        // A turban and a beard.
        _ => {
            let cloth = who.cloth;
            beard(s, who);
            s.blob(
                &[
                    who.at(-0.42, -0.16),
                    who.at(-0.44, -0.5),
                    who.at(-0.2, -0.74),
                    who.at(0.2, -0.74),
                    who.at(0.44, -0.5),
                    who.at(0.42, -0.16),
                    who.at(0.0, -0.36),
                ],
                cloth,
            );
            for (from, to) in [(-0.38, 0.1), (-0.3, 0.24), (-0.18, 0.36)] {
                s.bend(
                    &[
                        who.at(from, -0.26),
                        who.at(from * 0.4, -0.5),
                        who.at(to, -0.64),
                    ],
                    who.h * 0.014,
                    p.ink.thin(0.35),
                );
            }
            s.bend(
                &[who.at(0.38, -0.26), who.at(0.2, -0.4), who.at(0.0, -0.36)],
                who.h * 0.014,
                p.ink.thin(0.35),
            );
        }
    }
}

fn beard(s: &mut Sheet, who: &Sitter) {
    let (skin, red) = (who.skin, s.inks.red);
    s.blob(
        &[
            who.at(-0.35, 0.0),
            who.at(-0.34, 0.34),
            who.at(-0.2, 0.56),
            who.at(0.0, 0.62),
            who.at(0.2, 0.56),
            who.at(0.34, 0.34),
            who.at(0.35, 0.0),
            who.at(0.26, 0.2),
            who.at(0.1, 0.215),
            who.at(-0.1, 0.215),
            who.at(-0.26, 0.2),
        ],
        who.hair,
    );
    s.blob(
        &[
            who.at(-0.09, 0.285),
            who.at(0.0, 0.27),
            who.at(0.09, 0.285),
            who.at(0.0, 0.33),
        ],
        skin.mix(red, 0.5),
    );
}

/// Glasses and earrings.
pub(super) fn extras(s: &mut Sheet, d: &Dice, who: &Sitter, style: u32) {
    let p = s.inks;
    if d.chance(0.38) {
        let frame = d.pick(&[p.ink, p.ink, p.red]);
        for side in [-1.0f32, 1.0] {
            let (at, r) = (who.at(side * 0.155, 0.0), who.h * 0.1);
            s.disc(at, r, p.paper.thin(0.22));
            s.line(&arc(at, r, r * 0.92, 0.0, 1.0), who.h * 0.02, frame);
            s.line(
                &[who.at(side * 0.255, -0.02), who.at(side * 0.34, -0.04)],
                who.h * 0.02,
                frame,
            );
        }
        s.bend(
            &[
                who.at(-0.055, -0.01),
                who.at(0.0, -0.035),
                who.at(0.055, -0.01),
            ],
            who.h * 0.02,
            frame,
        );
    }
    if style < 5 && d.chance(0.6) {
        for side in [-1.0f32, 1.0] {
            s.disc(who.at(side * 0.335, 0.17), who.h * 0.035, p.gold);
        }
    }
    let glow = who.at(who.light * 0.24, 0.12);
    s.disc(
        glow,
        who.h * 0.11,
        Ink::Glow(glow, who.h * 0.11, p.red.thin(0.2)),
    );
}
