//! Writes a picture with credit and rights in it: `cargo run -p media --example embed -- FROM TO`.

use std::error::Error;

use media::embed::{Rights, embed};

fn main() -> Result<(), Box<dyn Error>> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = names.as_slice() else {
        return Err("name a file to read and a file to write".into());
    };
    let some = |value: &str| Some(value.to_owned());
    let rights = Rights {
        bylines: vec!["Åsa Ñandú".into(), "Kim Lee".into()],
        credit: some("The Halmouth Lantern"),
        source: some("Lantern & Sons"),
        copyright: some("© 2026 The Halmouth Lantern"),
        usage_terms: some("Editorial use only"),
        web_statement: some("https://lantern.example/rights?a=1&b=2"),
        digital_source_type: some("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"),
    };
    let file = std::fs::read(from)?;
    let out = embed(&file, &rights)?;
    println!("{to}: {} bytes, from {}", out.len(), file.len());
    std::fs::write(to, out)?;
    Ok(())
}
