//! The inks: eight sets of ten, each chosen to print well together.

use super::dice::Dice;

/// A colour with its cover, each part from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Colour {
    pub(super) r: f32,
    pub(super) g: f32,
    pub(super) b: f32,
    pub(super) a: f32,
}

impl Colour {
    /// From `0xrrggbb`.
    pub(super) const fn hex(rgb: u32) -> Self {
        Self {
            r: (rgb >> 16 & 255) as f32 / 255.0,
            g: (rgb >> 8 & 255) as f32 / 255.0,
            b: (rgb & 255) as f32 / 255.0,
            a: 1.0,
        }
    }

    /// `share` of the other colour, the rest of this one.
    pub(super) fn mix(self, other: Self, share: f32) -> Self {
        let part = |from: f32, to: f32| from + (to - from) * share;
        Self {
            r: part(self.r, other.r),
            g: part(self.g, other.g),
            b: part(self.b, other.b),
            a: part(self.a, other.a),
        }
    }

    /// The same colour, covering less.
    pub(super) fn thin(self, cover: f32) -> Self {
        Self {
            a: self.a * cover,
            ..self
        }
    }
}

/// The inks of one picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    /// The lightest: paper, lamps, gulls.
    pub(super) paper: Colour,
    /// The sky overhead and at the horizon.
    pub(super) high: Colour,
    pub(super) low: Colour,
    /// Sun or moon.
    pub(super) disc: Colour,
    /// Things far off, halfway and close by.
    pub(super) far: Colour,
    pub(super) mid: Colour,
    pub(super) ink: Colour,
    /// The three bright inks.
    pub(super) red: Colour,
    pub(super) gold: Colour,
    pub(super) green: Colour,
    /// Whether lamps burn.
    pub(super) night: bool,
}

const fn set(inks: [u32; 10], night: bool) -> Palette {
    Palette {
        paper: Colour::hex(inks[0]),
        high: Colour::hex(inks[1]),
        low: Colour::hex(inks[2]),
        disc: Colour::hex(inks[3]),
        far: Colour::hex(inks[4]),
        mid: Colour::hex(inks[5]),
        ink: Colour::hex(inks[6]),
        red: Colour::hex(inks[7]),
        gold: Colour::hex(inks[8]),
        green: Colour::hex(inks[9]),
        night,
    }
}

const PALETTES: [Palette; 8] = [
    // Morning: grey-green air, ochre sun, navy.
    set(
        [
            0xf5ead3, 0x8fb0b0, 0xf1dcb4, 0xe9a23f, 0xb3bfae, 0x557a80, 0x1d2d45, 0xc2472d,
            0xdb9b38, 0x7d9874,
        ],
        false,
    ),
    // Evening: brick over apricot, aubergine.
    set(
        [
            0xf7e7cd, 0xc7553b, 0xf2b96e, 0xfae8bd, 0xd28a62, 0x8a4750, 0x2a2138, 0xd9472f,
            0xeeb04a, 0x4a7c78,
        ],
        false,
    ),
    // Night: navy and one lamp.
    set(
        [
            0xf0e6cc, 0x14213d, 0x47627f, 0xf4e5b6, 0x4c6680, 0x2b4059, 0x0d1729, 0xc24d33,
            0xe69a3f, 0x6f958e,
        ],
        true,
    ),
    // Spring: sage and cream, bottle green.
    set(
        [
            0xf6eed9, 0xa9c0a0, 0xf3e7c3, 0xf0c04f, 0xbccaa5, 0x6a8f73, 0x1d3833, 0xc95238,
            0xe0a53c, 0x87a56d,
        ],
        false,
    ),
    // Harvest: ochre all over, umber.
    set(
        [
            0xfaeed3, 0xdfa748, 0xf6e1ac, 0xc8492c, 0xdcb673, 0xa3703f, 0x35241f, 0xb8432b,
            0xf0bf58, 0x4d6b5c,
        ],
        false,
    ),
    // Winter: pale blue, slate.
    set(
        [
            0xf4f1e8, 0x7f9db2, 0xe6e6dc, 0xfaf6e6, 0xb2c0c6, 0x5f7c8f, 0x202c3b, 0xb9432f,
            0xd9a550, 0x6f8f86,
        ],
        false,
    ),
    // Dusk: plum over rose.
    set(
        [
            0xf8e6d0, 0x44395f, 0xec9f7c, 0xfbdfae, 0xb07a82, 0x614a6b, 0x1f1930, 0xd8553f,
            0xf0b055, 0x5d8380,
        ],
        true,
    ),
    // Sea: turquoise and sand, petrol.
    set(
        [
            0xf9eed5, 0x5f9f9b, 0xf5e4bd, 0xe7623d, 0xa5c4b4, 0x3f7a7c, 0x12303a, 0xd8563a,
            0xebb44b, 0x7fae96,
        ],
        false,
    ),
];

/// One of the sets; the night sky is never drawn by day, nor a chart by night.
pub(super) fn pick(dice: &Dice, scene: &str) -> Palette {
    match scene {
        "night-sky" => dice.pick(&[PALETTES[2], PALETTES[2], PALETTES[6]]),
        "chart" | "portrait" | "field" | "market" => {
            dice.pick(&[0, 1, 3, 4, 5, 7].map(|n: usize| PALETTES[n]))
        }
        "storm" => dice.pick(&[0, 2, 5, 6, 7].map(|n: usize| PALETTES[n])),
        _ => dice.pick(&PALETTES),
    }
}
