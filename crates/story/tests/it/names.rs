//! What holds for every slug.

use proptest::prelude::*;
use story::slug::{MAX_SLUG, slug};

use crate::arbitrary::{Rules, words};

proptest! {
    #[test]
    fn a_slug_is_short_plain_and_its_own_slug(parts in prop::collection::vec(prop_oneof![words(Rules::Broken), "\\PC{0,40}"], 0..6)) {
        let text = parts.join(" ");
        let slug_once = slug(&text);
        prop_assert!(!slug_once.is_empty() && slug_once.len() <= MAX_SLUG, "{slug_once}");
        prop_assert!(slug_once.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{slug_once}");
        prop_assert!(!slug_once.starts_with('-') && !slug_once.ends_with('-') && !slug_once.contains("--"), "{slug_once}");
        prop_assert_eq!(slug(&slug_once), slug_once);
    }
}
