//! Where people gather: market, stadium.

use super::dice::Dice;
use super::palette::Colour;
use super::props::{person, skin, sky, windows};
use super::sheet::{At, Ink, Sheet, arc};

/// Stalls under striped awnings before a row of old houses.
pub(super) fn market(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let square = d.between(0.66, 0.7);
    let sun = sky(s, d, 0.5);
    let away = if sun.0 < s.w / 2.0 { 0.6 } else { -0.6 };
    let mut x = -d.between(0.02, 0.1);
    while x < s.w {
        let w = d.between(0.16, 0.26);
        let top = d.between(0.2, 0.32);
        let wall = d
            .pick(&[p.gold, p.red, p.green, p.far, p.paper])
            .mix(p.low, 0.45);
        s.block(
            x,
            top,
            w + 0.004,
            0.6,
            Ink::Down(top, wall, 0.7, wall.mix(p.far, 0.4)),
        );
        let roof = p.mid.mix(p.red, 0.3).mix(p.low, 0.2);
        match d.whole(0, 2) {
            0 => s.area(
                &[
                    (x - 0.01, top),
                    (x + w / 2.0, top - w * 0.5),
                    (x + w + 0.01, top),
                ],
                roof,
            ),
            1 => s.area(
                &[
                    (x - 0.01, top),
                    (x + w * 0.12, top - 0.08),
                    (x + w * 0.88, top - 0.08),
                    (x + w + 0.01, top),
                ],
                roof,
            ),
            _ => {
                s.area(
                    &[
                        (x, top),
                        (x, top - 0.04),
                        (x + w * 0.2, top - 0.04),
                        (x + w * 0.2, top - 0.08),
                        (x + w * 0.4, top - 0.08),
                        (x + w * 0.4, top - 0.12),
                        (x + w * 0.6, top - 0.12),
                        (x + w * 0.6, top - 0.08),
                        (x + w * 0.8, top - 0.08),
                        (x + w * 0.8, top - 0.04),
                        (x + w, top - 0.04),
                        (x + w, top),
                    ],
                    wall,
                );
            }
        }
        let columns = d.whole(2, 3);
        windows(
            s,
            d,
            (x + 0.01, top + 0.03),
            (w - 0.02, 0.26),
            (columns, 3),
            (p.mid, p.mid.mix(p.ink, 0.35)),
        );
        x += w;
    }
    s.ground(
        square,
        Ink::Down(square, p.paper.mix(p.far, 0.4), 1.0, p.far.mix(p.mid, 0.45)),
    );
    bunting(s, d, (-0.05, 0.14), (s.w * 0.55, 0.1));
    bunting(s, d, (s.w * 0.5, 0.1), (s.w + 0.05, 0.17));
    for n in 0..d.whole(5, 8) {
        let coat = d.pick(&[p.red, p.mid, p.green, p.ink, p.gold]);
        let x = s.w * (n as f32 + d.unit()) / 8.0;
        person(s, d, (x, square + 0.05), d.between(0.17, 0.2), coat, away);
    }
    let stalls = 3u16;
    let step = s.w / f32::from(stalls);
    for n in 0..stalls {
        let cloth = [p.red, p.green, p.gold, p.mid][(n as usize + d.whole(0, 1) as usize * 2) % 4];
        let x = step * f32::from(n) + step * d.between(0.06, 0.12);
        stall(s, d, (x, d.between(0.84, 0.87)), step * 0.82, cloth);
    }
    for _ in 0..d.whole(3, 5) {
        let coat = d.pick(&[p.red, p.gold, p.green, p.ink, p.paper]);
        let x = d.between(0.1, s.w - 0.1);
        person(
            s,
            d,
            (x, d.between(0.95, 0.99)),
            d.between(0.27, 0.31),
            coat,
            away,
        );
    }
}

fn bunting(s: &mut Sheet, d: &Dice, from: At, to: At) {
    let p = s.inks;
    let at = |t: f32| {
        (
            from.0 + (to.0 - from.0) * t,
            from.1 + (to.1 - from.1) * t + 0.1 * (1.0 - (2.0 * t - 1.0).powi(2)),
        )
    };
    let cord: Vec<At> = (0..=20u16).map(|n| at(f32::from(n) / 20.0)).collect();
    s.line(&cord, 0.003, p.ink);
    for n in 0..14u16 {
        let (a, b) = (
            at(f32::from(n) / 14.0 + 0.012),
            at((f32::from(n) + 0.8) / 14.0),
        );
        s.area(
            &[a, b, ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0 + 0.045)],
            d.pick(&[p.red, p.gold, p.green, p.paper]),
        );
    }
}

fn stall(s: &mut Sheet, d: &Dice, (x, foot): At, w: f32, cloth: Colour) {
    let p = s.inks;
    let (roof, table) = (foot - 0.34, foot - 0.13);
    s.area(
        &[
            (x - 0.01, foot),
            (x + w, foot),
            (x + w + 0.06, foot + 0.05),
            (x + 0.05, foot + 0.05),
        ],
        p.ink.thin(0.25),
    );
    s.block(
        x + 0.02,
        roof + 0.06,
        w - 0.04,
        table - roof - 0.06,
        p.ink.thin(0.5),
    );
    let coat = d.pick(&[p.paper, p.far, p.gold]);
    let keeper = x + w * d.between(0.3, 0.7);
    person(s, d, (keeper, foot - 0.01), 0.26, coat, 0.0);
    for u in [0.012, w - 0.02] {
        s.block(x + u, roof, 0.01, foot - roof, p.ink);
    }
    s.block(
        x - 0.005,
        table,
        w + 0.01,
        foot - table,
        p.mid.mix(p.ink, 0.35),
    );
    s.block(x - 0.005, table + 0.055, w + 0.01, 0.004, p.ink);
    let crates = 4u16;
    let bay = w / f32::from(crates);
    for n in 0..crates {
        let cx = x + bay * f32::from(n);
        let fruit = d.pick(&[p.red, p.gold, p.green, p.red.mix(p.gold, 0.5), p.disc]);
        for row in 0..2u16 {
            for column in 0..4u16 {
                let at = (
                    cx + bay * (0.16 + f32::from(column) * 0.225 + f32::from(row) * 0.05),
                    table - 0.008 - f32::from(row) * 0.022,
                );
                s.disc(at, bay * 0.12, fruit);
                s.disc((at.0 - 0.004, at.1 - 0.005), bay * 0.035, p.paper.thin(0.7));
            }
        }
        s.block(
            cx + bay * 0.04,
            table - 0.006,
            bay * 0.92,
            0.05,
            p.gold.mix(p.ink, 0.3),
        );
        s.block(
            cx + bay * 0.04,
            table + 0.015,
            bay * 0.92,
            0.006,
            p.ink.thin(0.4),
        );
    }
    let stripes = 9u16;
    let bay = (w + 0.06) / f32::from(stripes);
    for n in 0..stripes {
        let left = x - 0.03 + bay * f32::from(n);
        let colour = if n % 2 == 0 { cloth } else { p.paper };
        let lean = |u: f32| x + w / 2.0 + (u - x - w / 2.0) * 0.88;
        s.area(
            &[
                (lean(left), roof - 0.06),
                (lean(left + bay), roof - 0.06),
                (left + bay, roof + 0.04),
                (left, roof + 0.04),
            ],
            colour,
        );
        s.area(
            &arc((left + bay / 2.0, roof + 0.039), bay / 2.0, 0.022, 0.0, 0.5),
            colour.mix(p.ink, 0.12),
        );
    }
}

/// A ground under floodlights: the bowl of seats, the pitch, one player and the ball.
pub(super) fn stadium(s: &mut Sheet, d: &Dice) {
    let p = s.inks;
    let rim = d.between(0.2, 0.28);
    sky(s, d, 0.42);
    let middle = s.w * d.between(0.44, 0.56);
    let (rx, touch) = (s.w * 0.78, d.between(0.54, 0.58));
    s.oval(
        (middle, touch + 0.03),
        rx,
        touch - rim + 0.07,
        p.ink.mix(p.mid, 0.4),
    );
    let rows = 12u16;
    for row in 0..rows {
        let t = f32::from(row) / f32::from(rows);
        let (ax, ay) = (
            rx * (0.98 - t * 0.2),
            (touch - rim + 0.04) * (1.0 - t * 0.66),
        );
        let tone = p.mid.mix(p.ink, 0.2 + 0.45 * (1.0 - t));
        s.oval((middle, touch + 0.03 + t * 0.02), ax, ay, tone);
        let seats = 150 - row * 3;
        for n in 0..=seats {
            let turn = (0.5 + 0.5 * (f32::from(n) + d.between(-0.3, 0.3)) / f32::from(seats))
                * std::f32::consts::TAU;
            let at = (
                middle + turn.cos() * ax * 0.985,
                touch + 0.03 + t * 0.02 + turn.sin() * (ay - 0.009),
            );
            if d.chance(0.82) {
                s.disc(
                    at,
                    0.0044 + t * 0.002,
                    d.pick(&[p.red, p.gold, p.paper, p.green, p.far, p.red]),
                );
            }
        }
    }
    for side in [-1.0f32, 1.0] {
        let x = s.w * (0.5 + side * 0.4);
        s.line(&[(x, rim + 0.24), (x, 0.1)], 0.008, p.ink);
        let at = (x, 0.085);
        s.disc(
            at,
            0.24,
            Ink::Glow(at, 0.24, p.disc.mix(p.paper, 0.6).thin(0.6)),
        );
        s.area(
            &[at, (middle - side * 0.1, 0.98), (middle + side * 0.5, 0.98)],
            Ink::Down(0.1, p.paper.thin(0.2), 0.95, p.paper.thin(0.02)),
        );
        s.block(x - 0.055, 0.05, 0.11, 0.07, p.ink);
        for n in 0..8u16 {
            s.disc(
                (
                    x - 0.039 + f32::from(n % 4) * 0.026,
                    0.07 + f32::from(n / 4) * 0.03,
                ),
                0.0095,
                p.paper,
            );
        }
    }
    let boards = touch + 0.005;
    let mut x = -0.05;
    while x < s.w {
        let w = d.between(0.12, 0.22);
        s.block(
            x,
            boards - 0.035,
            w,
            0.045,
            d.pick(&[p.red, p.gold, p.paper, p.mid]),
        );
        x += w;
    }
    let grass = p.green.mix(p.ink, 0.12);
    s.ground(
        boards + 0.008,
        Ink::Down(boards, grass.mix(p.low, 0.15), 1.0, grass),
    );
    for n in -6..6i16 {
        let (near, far) = (f32::from(n) * 0.44, f32::from(n) * 0.2);
        s.area(
            &[
                (middle + far, boards + 0.008),
                (middle + far + 0.1, boards + 0.008),
                (middle + near + 0.22, 1.1),
                (middle + near, 1.1),
            ],
            p.ink.thin(0.14),
        );
    }
    s.line(
        &[(-0.1, boards + 0.03), (s.w + 0.1, boards + 0.03)],
        0.005,
        p.paper,
    );
    s.line(&arc((middle, 0.84), 0.34, 0.11, 0.0, 1.0), 0.006, p.paper);
    s.line(
        &[(middle - 0.16, boards + 0.03), (middle - 0.3, 1.1)],
        0.006,
        p.paper,
    );
    let (shirt, other) = d.pick(&[(p.red, p.paper), (p.gold, p.ink), (p.paper, p.red)]);
    for _ in 0..d.whole(3, 5) {
        let y = d.between(0.66, 0.78);
        person(
            s,
            d,
            (d.between(0.1, s.w - 0.1), y),
            0.09 + (y - 0.6) * 0.35,
            other,
            0.5,
        );
    }
    player(s, d, (s.w * d.between(0.4, 0.6), 0.95), 0.42, shirt);
}

fn player(s: &mut Sheet, d: &Dice, (x, foot): At, h: f32, shirt: Colour) {
    let p = s.inks;
    let way = d.pick(&[-1.0f32, 1.0]);
    let at = |u: f32, v: f32| (x + u * h * way, foot - v * h);
    let skin = skin(d);
    for (u, lean) in [(0.0, 0.9), (0.0, -0.9)] {
        s.area(
            &[
                at(u - 0.06, 0.0),
                at(u + 0.08, 0.0),
                at(u + lean, -0.13),
                at(u + lean - 0.1, -0.13),
            ],
            p.ink.thin(0.22),
        );
    }
    s.line(
        &[at(-0.03, 0.46), at(-0.06, 0.24), at(-0.02, 0.03)],
        h * 0.075,
        skin,
    );
    s.line(&[at(-0.055, 0.22), at(-0.02, 0.05)], h * 0.082, p.paper);
    s.line(
        &[at(0.03, 0.46), at(0.2, 0.36), at(0.32, 0.2)],
        h * 0.075,
        skin,
    );
    s.line(&[at(0.22, 0.33), at(0.32, 0.2)], h * 0.082, p.paper);
    s.line(&[at(0.32, 0.2), at(0.4, 0.22)], h * 0.06, p.ink);
    s.line(&[at(-0.03, 0.02), at(0.04, 0.02)], h * 0.06, p.ink);
    s.area(
        &[
            at(-0.12, 0.54),
            at(0.1, 0.56),
            at(0.2, 0.42),
            at(0.1, 0.36),
            at(0.0, 0.42),
            at(-0.03, 0.36),
            at(-0.13, 0.38),
        ],
        p.ink,
    );
    s.line(
        &[at(-0.1, 0.78), at(-0.26, 0.68), at(-0.36, 0.76)],
        h * 0.06,
        skin,
    );
    s.line(
        &[at(0.08, 0.78), at(0.2, 0.66), at(0.3, 0.62)],
        h * 0.06,
        skin,
    );
    s.blob(
        &[
            at(-0.14, 0.82),
            at(0.0, 0.87),
            at(0.12, 0.82),
            at(0.15, 0.7),
            at(0.1, 0.5),
            at(-0.12, 0.5),
            at(-0.18, 0.7),
        ],
        shirt,
    );
    s.line(&[at(-0.1, 0.79), at(-0.19, 0.73)], h * 0.085, shirt);
    s.line(&[at(0.08, 0.79), at(0.15, 0.72)], h * 0.085, shirt);
    s.area(
        &[
            at(-0.12, 0.8),
            at(-0.04, 0.84),
            at(-0.06, 0.52),
            at(-0.12, 0.52),
        ],
        p.ink.thin(0.2),
    );
    s.line(&[at(0.0, 0.84), at(0.01, 0.9)], h * 0.06, skin);
    s.oval(at(0.02, 0.945), h * 0.055, h * 0.066, skin);
    s.area(
        &arc(at(0.01, 0.955), h * 0.062, h * 0.066, 0.48, 1.0),
        p.ink,
    );
    let ball = at(0.52, 0.1);
    s.oval((ball.0, foot + 0.005), h * 0.08, h * 0.02, p.ink.thin(0.3));
    s.disc(ball, h * 0.062, p.paper);
    s.disc(ball, h * 0.022, p.ink);
    for n in 0..5u16 {
        let turn = f32::from(n) * 1.257;
        s.disc(
            (
                ball.0 + turn.cos() * h * 0.047,
                ball.1 + turn.sin() * h * 0.047,
            ),
            h * 0.011,
            p.ink,
        );
    }
}
