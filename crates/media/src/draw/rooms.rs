//! Great rooms: hall, library.

use super::dice::Dice;
use super::palette::Colour;
use super::props::{person, skin};
use super::sheet::{At, Ink, Sheet, arc};

/// A chamber where people decide: tall windows, columns, benches in half circles around a desk.
pub(super) fn hall(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let wall = d.pick(&[
        p.gold.mix(p.paper, 0.35),
        p.green.mix(p.paper, 0.25),
        p.red.mix(p.ink, 0.25),
        p.mid,
        p.far,
    ]);
    let stone = p.paper.mix(p.far, 0.25);
    let dais = d.between(0.56, 0.6);
    s.flood(Ink::Down(0.0, wall.mix(p.ink, 0.35), dais, wall));
    let middle = s.w / 2.0;
    let bays = [-2i16, -1, 1, 2].map(f32::from);
    let step = s.w * d.between(0.17, 0.2);
    for n in bays {
        let (x, r) = (middle + n * step, step * 0.27);
        window(s, (x, 0.2), r, dais - 0.1);
        let lean = d.between(0.2, 0.32);
        s.area(
            &[
                (x - r, 0.22),
                (x + r, 0.22),
                (x + r + lean, 1.05),
                (x - r + lean, 1.05),
            ],
            Ink::Down(0.15, p.paper.thin(0.25), 0.95, p.paper.thin(0.02)),
        );
    }
    for n in [-2.5f32, -1.5, -0.62, 0.62, 1.5, 2.5] {
        column(s, middle + n * step, (0.08, dais), 0.022, stone);
    }
    s.block(-0.1, -0.1, s.w + 0.2, 0.16, stone);
    s.block(-0.1, 0.06, s.w + 0.2, 0.014, p.ink.thin(0.3));
    for n in 0..40u16 {
        s.block(
            f32::from(n) * 0.05 - 0.03,
            0.035,
            0.025,
            0.022,
            stone.mix(p.mid, 0.5),
        );
    }
    let (ex, ey) = (middle, 0.24);
    match d.whole(0, 2) {
        0 => {
            s.disc((ex, ey), 0.1, p.gold);
            s.disc((ex, ey), 0.082, p.paper);
            for n in 0..12u16 {
                let turn = f32::from(n) / 12.0 * std::f32::consts::TAU;
                s.disc(
                    (ex + turn.cos() * 0.068, ey + turn.sin() * 0.068),
                    0.005,
                    p.ink,
                );
            }
            s.line(&[(ex, ey), (ex, ey - 0.055)], 0.006, p.ink);
            s.line(&[(ex, ey), (ex + 0.036, ey + 0.018)], 0.008, p.ink);
        }
        1 => {
            for n in 0..16u16 {
                let turn = f32::from(n) / 16.0;
                s.area(
                    &[
                        (ex, ey),
                        arc((ex, ey), 0.13, 0.13, turn, turn + 0.03)[0],
                        arc((ex, ey), 0.13, 0.13, turn, turn + 0.03)[32],
                    ],
                    p.gold,
                );
            }
            s.disc((ex, ey), 0.075, p.red);
            s.disc((ex, ey), 0.05, p.gold);
        }
        _ => {
            for (n, colour) in [p.red, p.paper, p.gold].into_iter().enumerate() {
                let x = ex - 0.105 + n as f32 * 0.07;
                s.area(
                    &[
                        (x, 0.1),
                        (x + 0.07, 0.1),
                        (x + 0.07, 0.42),
                        (x + 0.035, 0.38),
                        (x, 0.42),
                    ],
                    colour,
                );
            }
        }
    }
    s.area(
        &[
            (middle - 0.3, dais - 0.02),
            (middle + 0.3, dais - 0.02),
            (middle + 0.36, dais + 0.09),
            (middle - 0.36, dais + 0.09),
        ],
        p.red.mix(p.ink, 0.3),
    );
    s.ground(
        dais + 0.06,
        Ink::Down(dais, p.gold.mix(p.red, 0.4).mix(p.ink, 0.2), 1.0, p.ink),
    );
    let coat = d.pick(&[p.ink, p.green, p.paper]);
    person(s, d, (middle, dais + 0.09), 0.21, coat, 0.0);
    s.area(
        &[
            (middle - 0.1, dais - 0.015),
            (middle + 0.1, dais - 0.015),
            (middle + 0.085, dais + 0.11),
            (middle - 0.085, dais + 0.11),
        ],
        p.gold.mix(p.ink, 0.42),
    );
    s.block(
        middle - 0.115,
        dais - 0.03,
        0.23,
        0.018,
        p.gold.mix(p.ink, 0.2),
    );
    s.disc((middle, dais + 0.05), 0.026, p.gold);
    let rows = 5u16;
    for row in 0..rows {
        let t = f32::from(row) / f32::from(rows - 1);
        let at = (middle, dais + 0.14 + t * 0.2);
        let (rx, ry) = (0.42 + t * 0.7, 0.1 + t * 0.14);
        let r = 0.0155 + t * 0.013;
        let heads = 10 + row * 3;
        for n in 0..=heads {
            let turn = 0.02 + 0.46 * f32::from(n) / f32::from(heads);
            let seat = arc(at, rx, ry, turn, turn + 0.01)[0];
            if d.chance(0.86) {
                let coat = d.pick(&[
                    p.ink,
                    p.mid,
                    p.ink.mix(p.red, 0.45),
                    p.green.mix(p.ink, 0.35),
                    p.red.mix(p.ink, 0.15),
                ]);
                sitter(s, d, (seat.0, seat.1 - r * 1.4), r, coat);
            }
        }
        let bench = p.gold.mix(p.ink, 0.45 + t * 0.2);
        let mut back = arc(at, rx, ry, -0.02, 0.52);
        back.extend(arc((at.0, at.1 + 0.03 + t * 0.02), rx, ry, 0.52, -0.02));
        s.area(&back, bench);
        s.line(
            &arc(at, rx, ry, -0.02, 0.52),
            0.005,
            p.gold.mix(p.paper, 0.1),
        );
    }
}

/// Somebody seen from behind, down to the back of the bench.
fn sitter(s: &mut Sheet, d: &Dice, (x, y): At, r: f32, coat: Colour) {
    s.oval((x, y + r * 2.2), r * 1.75, r * 1.6, coat);
    let hair = d.pick(&[
        s.inks.ink,
        s.inks.ink.mix(s.inks.red, 0.4),
        s.inks.paper.mix(s.inks.far, 0.5),
        s.inks.gold.mix(s.inks.ink, 0.4),
    ]);
    let neck = skin(d);
    s.oval((x, y + r * 0.35), r * 0.7, r * 0.9, neck);
    s.oval((x, y - r * 0.1), r * 0.84, r, hair);
}

/// A window with a round head.
fn window(s: &mut Sheet, (x, y): At, r: f32, foot: f32) {
    let p = s.inks;
    let glass = Ink::Down(
        y - r,
        p.high.mix(p.paper, 0.3),
        foot,
        p.low.mix(p.paper, 0.3),
    );
    let frame = p.paper.mix(p.far, 0.4);
    let pane = |r: f32, foot: f32| {
        let mut shape = arc((x, y), r, r, 0.5, 1.0);
        shape.extend([(x + r, foot), (x - r, foot)]);
        shape
    };
    s.area(&pane(r * 1.16, foot + r * 0.16), frame);
    s.area(&pane(r, foot), glass);
    s.line(&[(x, y - r), (x, foot)], 0.004, frame);
    let mut bar = y;
    while bar < foot {
        s.line(&[(x - r, bar), (x + r, bar)], 0.004, frame);
        bar += r * 0.8;
    }
}

fn column(s: &mut Sheet, x: f32, (top, foot): (f32, f32), r: f32, stone: Colour) {
    s.block(
        x - r,
        top,
        r * 2.0,
        foot - top,
        Ink::Across(x - r, stone, x + r, stone.mix(s.inks.mid, 0.65)),
    );
    for u in [-0.4, 0.1, 0.55] {
        s.line(
            &[(x + r * u, top + 0.04), (x + r * u, foot - 0.02)],
            0.002,
            s.inks.ink.thin(0.25),
        );
    }
    for (y, h, wide) in [
        (top - 0.005, 0.018, 1.6),
        (top + 0.013, 0.014, 1.25),
        (foot - 0.02, 0.02, 1.35),
    ] {
        s.block(
            x - r * wide,
            y,
            r * wide * 2.0,
            h,
            stone.mix(s.inks.paper, 0.3),
        );
    }
}

/// Shelves to the ceiling, a tall window, a ladder, and a reader under a lamp.
pub(super) fn library(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let wood = p.gold.mix(p.red, 0.35).mix(p.ink, 0.5);
    s.flood(wood.mix(p.ink, 0.35));
    let floor = d.between(0.82, 0.86);
    let hole = s.w * d.pick(&[0.3, 0.5, 0.68]);
    let r = d.between(0.15, 0.19);
    let rows = d.whole(5, 6);
    let fall = (floor - 0.04) / rows as f32;
    for row in 0..rows {
        let board = 0.04 + fall * (row + 1) as f32;
        let mut x = -0.02;
        while x < s.w + 0.02 {
            if d.chance(0.06) {
                x += d.between(0.02, 0.06);
                continue;
            }
            let (w, h) = (d.between(0.011, 0.03), fall * d.between(0.6, 0.86));
            let cover = d
                .pick(&[
                    p.red,
                    p.gold,
                    p.green,
                    p.mid,
                    p.far,
                    p.paper,
                    p.ink.mix(p.red, 0.4),
                    p.ink.mix(p.mid, 0.4),
                    p.green.mix(p.ink, 0.4),
                ])
                .mix(p.ink, d.between(0.0, 0.2));
            let lean = if d.chance(0.06) { 0.02 } else { 0.0 };
            s.area(
                &[
                    (x, board),
                    (x + lean, board - h),
                    (x + w + lean, board - h),
                    (x + w, board),
                ],
                cover,
            );
            if d.chance(0.5) {
                let band = if cover.g > 0.55 { p.ink } else { p.gold };
                s.block(x + lean * 0.8, board - h * 0.82, w, h * 0.06, band);
                s.block(x + lean * 0.2, board - h * 0.24, w, h * 0.04, band);
            }
            x += w + 0.0015 + lean;
        }
        s.block(-0.1, board, s.w + 0.2, 0.014, wood.mix(p.gold, 0.25));
        s.block(-0.1, board + 0.014, s.w + 0.2, 0.014, p.ink.thin(0.55));
    }
    let mut x = hole;
    while x > -0.3 {
        x -= s.w * 0.3;
    }
    while x < s.w + 0.3 {
        s.block(
            x + s.w * 0.15 - 0.014,
            -0.1,
            0.028,
            floor + 0.1,
            wood.mix(p.gold, 0.15),
        );
        s.block(
            x + s.w * 0.15 + 0.004,
            -0.1,
            0.01,
            floor + 0.1,
            p.ink.thin(0.3),
        );
        x += s.w * 0.3;
    }
    let arch = 0.1 + r;
    let mut reveal = arc((hole, arch), r * 1.3, r * 1.3, 0.5, 1.0);
    reveal.extend([(hole + r * 1.3, floor), (hole - r * 1.3, floor)]);
    s.area(&reveal, wood.mix(p.gold, 0.2));
    window(s, (hole, arch), r, floor - 0.2);
    s.disc((hole + r * 0.3, arch + 0.08), r * 0.3, p.disc);
    s.ground(floor, Ink::Down(floor, p.red.mix(p.ink, 0.35), 1.0, p.ink));
    s.area(
        &[
            (hole - r, floor),
            (hole + r, floor),
            (hole + r * 2.2, 1.05),
            (hole - r * 0.6, 1.05),
        ],
        p.disc.thin(0.25),
    );
    s.area(
        &[
            (hole - r, floor - 0.2),
            (hole + r, floor - 0.2),
            (hole + r * 2.4, 1.05),
            (hole - r * 0.5, 1.05),
        ],
        Ink::Down(0.5, p.paper.thin(0.28), 1.0, p.paper.thin(0.04)),
    );
    let side = if hole < s.w / 2.0 { 1.0 } else { -1.0 };
    ladder(s, hole + side * d.between(0.32, 0.4), floor, side);
    let table = hole - side * d.between(0.0, 0.1);
    reader(s, d, (table, 0.96), side);
}

fn ladder(s: &mut Sheet, x: f32, floor: f32, side: f32) {
    let colour = s.inks.gold.mix(s.inks.paper, 0.2);
    for u in [-0.045, 0.045] {
        s.line(
            &[(x + u + side * 0.07, floor + 0.02), (x + u, 0.12)],
            0.01,
            colour,
        );
    }
    for n in 0..11u16 {
        let t = f32::from(n) / 11.0 + 0.05;
        let (mid, y) = (x + side * 0.07 * (1.0 - t), floor - (floor - 0.12) * t);
        s.line(&[(mid - 0.045, y), (mid + 0.045, y)], 0.008, colour);
    }
}

fn reader(s: &mut Sheet, d: &Dice, (x, foot): At, side: f32) {
    let p = s.inks;
    let top = foot - 0.17;
    let coat = d.pick(&[p.red, p.green, p.gold]);
    let at = x - side * 0.06;
    let skin = skin(d);
    s.blob(
        &[
            (at - 0.085, top + 0.06),
            (at - 0.075, top - 0.1),
            (at, top - 0.14),
            (at + 0.075, top - 0.1),
            (at + 0.085, top + 0.06),
        ],
        coat,
    );
    s.line(
        &[(at, top - 0.11), (at + side * 0.01, top - 0.14)],
        0.032,
        skin,
    );
    s.oval((at + side * 0.012, top - 0.17), 0.035, 0.043, skin);
    s.area(&arc((at, top - 0.18), 0.041, 0.045, 0.46, 1.04), p.ink);
    s.line(
        &[
            (at + side * 0.06, top - 0.07),
            (at + side * 0.1, top - 0.02),
            (at + side * 0.03, top - 0.015),
        ],
        0.03,
        coat.mix(p.ink, 0.2),
    );
    s.block(x - 0.32, top, 0.64, 0.022, p.gold.mix(p.red, 0.3));
    s.block(x - 0.32, top + 0.022, 0.64, 0.012, p.ink.thin(0.6));
    for u in [-0.29, 0.26] {
        s.block(
            x + u,
            top + 0.022,
            0.028,
            0.17,
            p.gold.mix(p.red, 0.3).mix(p.ink, 0.4),
        );
    }
    let book = at + side * 0.06;
    s.area(
        &[
            (book - 0.06, top - 0.03),
            (book, top - 0.01),
            (book + 0.06, top - 0.03),
            (book + 0.06, top - 0.012),
            (book, top + 0.004),
            (book - 0.06, top - 0.012),
        ],
        p.paper,
    );
    for (n, colour) in [p.green, p.red, p.paper, p.mid].into_iter().enumerate() {
        s.block(
            x - side * 0.23 - 0.05 + n as f32 * 0.004,
            top - 0.024 * (n + 1) as f32,
            0.1,
            0.022,
            colour,
        );
    }
    let lamp = (x + side * 0.2, top - 0.15);
    s.disc(
        lamp,
        0.24,
        Ink::Glow(lamp, 0.24, p.disc.mix(p.gold, 0.4).thin(0.6)),
    );
    s.line(&[(lamp.0, top), (lamp.0, lamp.1)], 0.008, p.ink);
    s.block(lamp.0 - 0.035, top - 0.01, 0.07, 0.01, p.ink);
    let mut shade = arc((lamp.0, lamp.1 + 0.03), 0.075, 0.06, 0.5, 1.0);
    shade.push((lamp.0 + 0.075, lamp.1 + 0.03));
    s.area(&shade, p.green);
    s.oval((lamp.0, lamp.1 + 0.03), 0.07, 0.009, p.paper);
}
