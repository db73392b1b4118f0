//! Editorial illustrations, drawn by program.
//!
//! The demo newsroom needs pictures and may show nobody else's, so it prints its own: small posters in few
//! inks, in the manner of a screen print. A scene and a seed name one picture for ever; its composition is laid
//! out in a space one unit high, so every size shows the same picture. Reach: pixels out, nothing else; no
//! file, no clock, no other module of this crate.
//!
//! [`dice`] decides, [`palette`] holds the inks, [`sheet`] is the paper, [`props`] what stands in many scenes,
//! and the remaining files hold the scenes by kind.

mod afield;
mod dice;
mod finish;
mod head;
mod laboratory;
mod palette;
mod people;
mod picture;
mod portrait;
mod props;
mod rooms;
mod sheet;
mod stage;
mod still_life;
mod town;
mod water;
mod wild;
mod works;

pub use picture::Picture;

use dice::Dice;
use sheet::Sheet;

/// How a scene is drawn on the sheet.
type Scene = fn(&mut Sheet, &Dice);

/// Every scene by its name.
const SCENES: [(&str, Scene); 22] = [
    ("harbour", water::harbour),
    ("skyline", town::skyline),
    ("hills", wild::hills),
    ("river", water::river),
    ("market", people::market),
    ("hall", rooms::hall),
    ("stadium", people::stadium),
    ("laboratory", laboratory::laboratory),
    ("night-sky", wild::night_sky),
    ("storm", wild::storm),
    ("field", afield::field),
    ("train", afield::train),
    ("bridge", works::bridge),
    ("factory", works::factory),
    ("library", rooms::library),
    ("stage", stage::stage),
    ("chart", works::chart),
    ("forest", wild::forest),
    ("coast", water::coast),
    ("street", town::street),
    ("still-life", still_life::still_life),
    ("portrait", portrait::portrait),
];

/// A scene was asked for that nobody has drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no scene is called {scene:?}; the scenes are {}", scenes().collect::<Vec<_>>().join(", "))]
pub struct UnknownScene {
    /// The name that was asked for.
    pub scene: String,
}

/// The names of the scenes.
pub fn scenes() -> impl Iterator<Item = &'static str> {
    SCENES.iter().map(|(name, _)| *name)
}

/// Draws a scene, `width` by `height` pixels (each at least 1 and at most 8192; beyond that it is cut to them).
///
/// The same arguments give the same picture, and another size of the same shape gives the same composition.
///
/// # Errors
/// [`UnknownScene`] where `scene` is not one of [`scenes`].
pub fn draw(scene: &str, seed: u64, width: u32, height: u32) -> Result<Picture, UnknownScene> {
    let known = SCENES.iter().find(|(name, _)| *name == scene);
    let (name, paint) = known.ok_or_else(|| UnknownScene {
        scene: scene.to_owned(),
    })?;
    // The name joins the seed, so that one seed does not light all scenes of an edition alike.
    let dice = Dice::new(
        name.bytes()
            .fold(seed, |sum, byte| sum.rotate_left(7) ^ u64::from(byte)),
    );
    let mut sheet = Sheet::new(
        width.clamp(1, 8192),
        height.clamp(1, 8192),
        palette::pick(&dice, name),
    );
    paint(&mut sheet, &dice);
    Ok(finish::print(&sheet, dice.next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_picture() {
        let [once, again, other] = [7, 7, 8].map(|seed| draw("harbour", seed, 320, 213).unwrap());
        assert_eq!(once, again);
        assert_ne!(once, other);
    }

    #[test]
    fn every_scene_draws_in_every_shape() {
        for scene in scenes() {
            for (width, height) in [(320, 213), (320, 180), (160, 160)] {
                for seed in 0..4 {
                    let picture = draw(scene, seed, width, height).unwrap();
                    assert_eq!(picture.rgb().len(), (width * height * 3) as usize);
                    let jpeg = picture.jpeg(80);
                    assert!(jpeg.starts_with(&[0xff, 0xd8]), "{scene} is not a JPEG");
                    let first = &picture.rgb()[..3];
                    let varied = picture
                        .rgb()
                        .chunks(3)
                        .filter(|pixel| *pixel != first)
                        .count();
                    assert!(varied > 1000, "{scene} {seed} is nearly blank");
                }
            }
        }
    }

    #[test]
    fn a_larger_size_shows_the_same_picture() {
        for scene in scenes() {
            let small = draw(scene, 3, 384, 256).unwrap();
            let large = draw(scene, 3, 768, 512).unwrap();
            let mean = |p: &Picture, x: u32, y: u32| -> i32 {
                let (w, h) = (p.width() / 8, p.height() / 8);
                let mut sum = 0;
                for row in y * h..(y + 1) * h {
                    for column in x * w..(x + 1) * w {
                        sum += i32::from(p.rgb()[((row * p.width() + column) * 3) as usize]);
                    }
                }
                sum / (w * h).cast_signed()
            };
            for (x, y) in (0..8).flat_map(|y| (0..8).map(move |x| (x, y))) {
                let apart = (mean(&small, x, y) - mean(&large, x, y)).abs();
                assert!(apart <= 6, "{scene} differs by {apart} at {x},{y}");
            }
        }
    }

    #[test]
    fn an_unknown_scene_names_the_known() {
        let error = draw("harbor", 1, 10, 10).unwrap_err().to_string();
        assert!(
            error.contains("\"harbor\"") && error.contains("harbour, skyline"),
            "{error}"
        );
    }

    #[test]
    fn one_pixel_is_enough() {
        for scene in scenes() {
            assert_eq!(draw(scene, 1, 1, 1).unwrap().rgb().len(), 3);
        }
    }
}
