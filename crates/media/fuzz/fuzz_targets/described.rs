//! Any bytes as a picture file: reading what it says must end and not panic, and a file that rights were put into must
//! say them. `RUSTC_BOOTSTRAP=1 cargo fuzz run described --sanitizer none`, in the folder above this one.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use media::described::read;
use media::embed::{Rights, embed};

fuzz_target!(|file: &[u8]| {
    let found = read(&mut Cursor::new(file), "de").expect("memory can be read");
    if let Some(orientation) = found.as_ref().and_then(|found| found.orientation.as_ref()) {
        assert!((1..=8).contains(&orientation.value));
    }
    let rights = Rights {
        credit: Some("Lantern".into()),
        ..Rights::default()
    };
    if let Ok(with) = embed(file, &rights) {
        let found = read(&mut Cursor::new(with), "de").expect("memory can be read");
        assert!(found.is_some_and(|found| found.credit.is_some()));
    }
});
