//! Any bytes as a file of captions: reading must end and not panic, and what was read must be read again as it was
//! written. `RUSTC_BOOTSTRAP=1 cargo fuzz run captions --sanitizer none`, in the folder above this one.

#![no_main]

use libfuzzer_sys::fuzz_target;
use media::captions::{read, write};

fuzz_target!(|file: &[u8]| {
    if let Ok(cues) = read(file) {
        let again = read(write(&cues).as_bytes()).expect("what is written can be read");
        assert_eq!(again, cues);
    }
});
