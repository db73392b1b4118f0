//! Makes the sizes that a page names of one picture: `pictures FILE FOLDER`. Prints what was made, a line each.

use std::path::Path;

use media::picture::{self, Format, WIDTHS, Wanted};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("pictures FILE FOLDER".into());
    };
    let (file, folder) = (Path::new(&file), Path::new(&folder));
    std::fs::create_dir_all(folder)?;
    let wanted = [Wanted {
        area: None,
        widths: WIDTHS.to_vec(),
        formats: vec![Format::Avif, Format::WebP, Format::Jpeg],
    }];
    let decoded = picture::decode(file, &wanted, folder)?;
    println!("{:?}", decoded.picture);
    for made in decoded.make(&wanted, folder)? {
        let bytes = std::fs::metadata(&made.file)?.len();
        println!(
            "{} {}x{} {bytes}",
            made.format.extension(),
            made.width,
            made.height
        );
    }
    println!("{}", decoded.placeholder(folder)?);
    Ok(())
}
