//! The still life: a table, and what a still life has always had on it.

use super::dice::Dice;
use super::palette::Colour;
use super::sheet::{At, Ink, Sheet, arc};

/// A table by the window: vase and branch, bottle, bowl of fruit, cup, book.
pub(super) fn still_life(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let wall = d
        .pick(&[p.green, p.high, p.far, p.gold, p.red])
        .mix(p.low, 0.3);
    s.flood(Ink::Across(
        0.0,
        wall.mix(p.paper, 0.2),
        s.w,
        wall.mix(p.ink, 0.18),
    ));
    match d.whole(0, 2) {
        0 => {
            let mut x = 0.02;
            while x < s.w {
                s.block(x, -0.1, 0.022, 1.2, p.paper.thin(0.16));
                x += 0.075;
            }
        }
        1 => {
            for row in 0..10u16 {
                for column in 0..22u16 {
                    let at = (
                        f32::from(column) * 0.09 + f32::from(row % 2) * 0.045,
                        f32::from(row) * 0.08 + 0.03,
                    );
                    s.blob(
                        &[
                            (at.0, at.1 - 0.018),
                            (at.0 + 0.009, at.1),
                            (at.0, at.1 + 0.018),
                            (at.0 - 0.009, at.1),
                        ],
                        p.paper.thin(0.3),
                    );
                }
            }
        }
        _ => {
            let x = s.w * d.pick(&[0.08, 0.56]);
            let (w, h) = (s.w * 0.36, 0.5);
            s.block(x, 0.06, w, h, p.paper);
            s.block(
                x + 0.02,
                0.08,
                w - 0.04,
                h - 0.04,
                Ink::Down(0.08, p.high, 0.52, p.low),
            );
            s.disc((x + w * 0.62, 0.26), 0.06, p.disc);
            s.area(
                &[
                    (x + 0.02, 0.54),
                    (x + 0.02, 0.44),
                    (x + w * 0.3, 0.38),
                    (x + w * 0.6, 0.45),
                    (x + w - 0.02, 0.4),
                    (x + w - 0.02, 0.54),
                ],
                p.mid.thin(0.8),
            );
            s.block(x + w / 2.0 - 0.008, 0.06, 0.016, h, p.paper);
            s.block(x, 0.3, w, 0.014, p.paper);
        }
    }
    let table = d.between(0.68, 0.72);
    let cloth = d.pick(&[p.red, p.paper, p.mid, p.gold]);
    s.ground(
        table,
        Ink::Down(table, cloth.mix(p.paper, 0.12), 1.0, cloth.mix(p.ink, 0.2)),
    );
    let check = if cloth == p.paper { p.red } else { p.paper };
    for n in -12..=12i16 {
        let (near, far) = (
            s.w / 2.0 + f32::from(n) * 0.19,
            s.w / 2.0 + f32::from(n) * 0.11,
        );
        s.area(
            &[
                (far, table),
                (far + 0.045, table),
                (near + 0.08, 1.1),
                (near, 1.1),
            ],
            check.thin(0.28),
        );
    }
    for n in 0..5u16 {
        let y = table + 0.02 + f32::from(n).powf(1.4) * 0.045;
        s.block(
            -0.1,
            y,
            s.w + 0.2,
            0.014 + f32::from(n) * 0.006,
            check.thin(0.28),
        );
    }
    let order = d.whole(0, 1) == 0;
    let w = s.w;
    let place = |t: f32| if order { w * t } else { w * (1.0 - t) };
    let (vase_x, bowl_x, bottle_x, cup_x) = (place(0.26), place(0.55), place(0.76), place(0.88));
    vase(s, d, (vase_x, table + 0.12), 0.34);
    bottle(
        s,
        (bottle_x, table + 0.07),
        0.46,
        d.pick(&[
            p.green.mix(p.ink, 0.45),
            p.ink.mix(p.mid, 0.3),
            p.red.mix(p.ink, 0.4),
        ]),
    );
    bowl(s, d, (bowl_x, table + 0.16), 0.2);
    cup(s, (cup_x, table + 0.17), 0.1);
    let book = (place(0.4), table + 0.24);
    s.area(
        &[
            (book.0 - 0.16, book.1 + 0.012),
            (book.0 + 0.12, book.1 + 0.03),
            (book.0 + 0.2, book.1 + 0.012),
            (book.0 - 0.08, book.1 - 0.02),
        ],
        p.ink.thin(0.3),
    );
    s.area(
        &[
            (book.0 - 0.16, book.1),
            (book.0 + 0.1, book.1 + 0.02),
            (book.0 + 0.17, book.1 - 0.022),
            (book.0 - 0.08, book.1 - 0.036),
        ],
        p.green,
    );
    s.area(
        &[
            (book.0 - 0.16, book.1),
            (book.0 + 0.1, book.1 + 0.02),
            (book.0 + 0.1, book.1 + 0.036),
            (book.0 - 0.16, book.1 + 0.016),
        ],
        p.paper,
    );
    for x in [place(0.12), place(0.66)] {
        fruit(s, (x, table + 0.22), 0.042, d.pick(&[p.red, p.gold]));
    }
}

fn cast(s: &mut Sheet, (x, foot): At, w: f32, long: f32) {
    s.blob(
        &[
            (x - w, foot - w * 0.15),
            (x + w, foot - w * 0.3),
            (x + long, foot - w * 0.1),
            (x + long, foot + w * 0.35),
            (x, foot + w * 0.4),
            (x - w, foot + w * 0.2),
        ],
        s.inks.ink.thin(0.3),
    );
}

fn vase(s: &mut Sheet, d: &Dice, (x, foot): At, h: f32) {
    let p = s.inks;
    let at = |u: f32, v: f32| (x + u * h, foot - v * h);
    let (leaf, bloom) = (
        p.green.mix(p.ink, 0.4),
        d.pick(&[p.red, p.gold, p.paper, p.disc]),
    );
    cast(s, (x, foot), h * 0.24, h * 1.1);
    for n in 0..7u16 {
        let lean = (f32::from(n) - 3.0) * 0.22 + d.between(-0.06, 0.06);
        let top = at(lean, 1.5 + d.between(-0.1, 0.22) - lean * lean * 0.4);
        let bow = at(lean * 0.35, 1.2);
        s.bend(&[at(0.0, 0.85), bow, top], 0.006, leaf);
        for (t, side) in [(0.45, -1.0f32), (0.62, 1.0), (0.8, -1.0)] {
            let (lx, ly) = (
                x + (top.0 - x) * t,
                foot - h * 0.85 + (top.1 - foot + h * 0.85) * t,
            );
            s.blob(
                &[
                    (lx, ly),
                    (lx + side * 0.03, ly - 0.028),
                    (lx + side * 0.062, ly - 0.03),
                    (lx + side * 0.035, ly - 0.004),
                ],
                leaf.mix(p.green, 0.4 * t),
            );
        }
        if n % 2 == 0 {
            for petal in 0..6u16 {
                let turn = f32::from(petal) * 1.047;
                s.oval(
                    (top.0 + turn.cos() * 0.023, top.1 + turn.sin() * 0.023),
                    0.019,
                    0.019,
                    bloom,
                );
            }
            s.disc(top, 0.014, p.ink.mix(p.gold, 0.5));
        } else {
            s.disc(top, 0.017, bloom.mix(p.paper, 0.25));
        }
    }
    let glaze = d.pick(&[p.paper, p.mid, p.gold]);
    let body = [
        at(-0.12, 1.0),
        at(-0.1, 0.86),
        at(-0.3, 0.68),
        at(-0.3, 0.3),
        at(-0.14, -0.02),
        at(0.14, -0.02),
        at(0.3, 0.3),
        at(0.3, 0.68),
        at(0.1, 0.86),
        at(0.12, 1.0),
    ];
    s.blob(
        &body,
        Ink::Across(
            x - h * 0.3,
            glaze.mix(p.paper, 0.3),
            x + h * 0.3,
            glaze.mix(p.ink, 0.45),
        ),
    );
    for v in [0.36, 0.56] {
        s.bend(
            &[at(-0.27, v), at(0.0, v - 0.07), at(0.27, v)],
            0.009,
            p.red,
        );
    }
    s.bend(
        &[at(-0.18, 0.66), at(-0.22, 0.5), at(-0.18, 0.3)],
        0.01,
        p.paper.thin(0.6),
    );
}

fn bottle(s: &mut Sheet, (x, foot): At, h: f32, glass: Colour) {
    let p = s.inks;
    let at = |u: f32, v: f32| (x + u * h, foot - v * h);
    cast(s, (x, foot), h * 0.13, h * 0.8);
    s.area(
        &[
            at(-0.12, 0.0),
            at(-0.12, 0.54),
            at(-0.1, 0.62),
            at(-0.045, 0.7),
            at(-0.045, 0.98),
            at(0.045, 0.98),
            at(0.045, 0.7),
            at(0.1, 0.62),
            at(0.12, 0.54),
            at(0.12, 0.0),
        ],
        Ink::Across(
            x - h * 0.12,
            glass.mix(p.paper, 0.2),
            x + h * 0.12,
            glass.mix(p.ink, 0.4),
        ),
    );
    s.area(
        &[
            at(-0.05, 0.95),
            at(-0.05, 1.02),
            at(0.05, 1.02),
            at(0.05, 0.95),
        ],
        p.gold,
    );
    s.area(
        &[
            at(-0.12, 0.14),
            at(-0.12, 0.42),
            at(0.12, 0.42),
            at(0.12, 0.14),
        ],
        p.paper,
    );
    s.disc(at(0.0, 0.3), h * 0.05, p.red);
    s.line(&[at(-0.08, 0.2), at(0.08, 0.2)], 0.004, p.ink);
    s.line(
        &[at(-0.085, 0.46), at(-0.085, 0.58)],
        0.007,
        p.paper.thin(0.6),
    );
}

fn bowl(s: &mut Sheet, d: &Dice, (x, foot): At, r: f32) {
    let p = s.inks;
    cast(s, (x, foot), r * 0.7, r * 2.2);
    let rim = foot - r * 0.62;
    for (u, v) in [
        (-0.5, 0.1),
        (0.5, 0.1),
        (0.0, 0.14),
        (-0.25, 0.38),
        (0.28, 0.36),
    ] {
        let colour = d.pick(&[p.red, p.gold, p.green, p.red.mix(p.gold, 0.5)]);
        fruit(s, (x + u * r, rim - v * r), r * 0.3, colour);
    }
    let glaze = d.pick(&[p.mid, p.paper, p.ink.mix(p.mid, 0.5)]);
    let mut body = arc((x, rim), r, r * 0.62, 0.0, 0.5);
    body.push((x - r, rim));
    s.area(
        &body,
        Ink::Across(
            x - r,
            glaze.mix(p.paper, 0.25),
            x + r,
            glaze.mix(p.ink, 0.4),
        ),
    );
    s.block(
        x - r * 0.36,
        foot - r * 0.06,
        r * 0.72,
        r * 0.1,
        glaze.mix(p.ink, 0.3),
    );
    s.line(&[(x - r, rim), (x + r, rim)], 0.01, glaze.mix(p.paper, 0.5));
    for n in 0..7u16 {
        s.disc(
            (x - r * 0.66 + f32::from(n) * r * 0.22, rim + r * 0.2),
            r * 0.04,
            p.gold,
        );
    }
}

fn fruit(s: &mut Sheet, (x, y): At, r: f32, colour: Colour) {
    let p = s.inks;
    s.oval(
        (x + r * 0.5, y + r * 0.92),
        r * 1.2,
        r * 0.2,
        p.ink.thin(0.25),
    );
    s.disc((x, y), r, colour);
    let mut dark = arc((x, y), r, r, -0.2, 0.35);
    dark.extend(arc(
        (x - r * 0.25, y - r * 0.2),
        r * 0.95,
        r * 0.95,
        0.33,
        -0.17,
    ));
    s.area(&dark, p.ink.thin(0.22));
    s.disc((x - r * 0.35, y - r * 0.35), r * 0.16, p.paper.thin(0.75));
    s.line(
        &[(x, y - r * 0.85), (x + r * 0.15, y - r * 1.25)],
        r * 0.11,
        p.ink,
    );
    s.blob(
        &[
            (x + r * 0.1, y - r * 1.05),
            (x + r * 0.4, y - r * 1.4),
            (x + r * 0.75, y - r * 1.25),
            (x + r * 0.4, y - r),
        ],
        p.green.mix(p.ink, 0.25),
    );
}

fn cup(s: &mut Sheet, (x, foot): At, h: f32) {
    let p = s.inks;
    cast(s, (x, foot), h * 0.6, h * 1.6);
    s.oval((x, foot), h * 0.95, h * 0.17, p.paper);
    s.oval((x, foot - h * 0.02), h * 0.6, h * 0.09, p.far);
    s.line(
        &arc(
            (x + h * 0.55, foot - h * 0.5),
            h * 0.26,
            h * 0.24,
            -0.3,
            0.3,
        ),
        h * 0.09,
        p.paper,
    );
    s.blob(
        &[
            (x - h * 0.7, foot - h * 1.0),
            (x + h * 0.7, foot - h * 1.0),
            (x + h * 0.5, foot - h * 0.1),
            (x + h * 0.2, foot),
            (x - h * 0.2, foot),
            (x - h * 0.5, foot - h * 0.1),
        ],
        Ink::Across(x - h * 0.5, p.paper, x + h * 0.6, p.far),
    );
    s.oval(
        (x, foot - h * 0.86),
        h * 0.52,
        h * 0.1,
        p.ink.mix(p.red, 0.35),
    );
    for u in [-0.15, 0.15] {
        s.bend(
            &[
                (x + u * h, foot - h),
                (x + (u + 0.16) * h, foot - h * 1.2),
                (x + (u - 0.12) * h, foot - h * 1.5),
                (x + u * h, foot - h * 1.8),
            ],
            0.005,
            p.paper.thin(0.6),
        );
    }
}
