//! Prints what picture files say of themselves, as JSON: `cargo run -p media --example described -- FILE…`.

use std::error::Error;
use std::fs::File;

fn main() -> Result<(), Box<dyn Error>> {
    for name in std::env::args().skip(1) {
        let mut file = File::open(&name)?;
        let described = media::described::read(&mut file, "en")?;
        println!("{name}: {}", serde_json::to_string_pretty(&described)?);
    }
    Ok(())
}
