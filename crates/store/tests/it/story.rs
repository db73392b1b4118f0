//! One story that runs the whole store, on both databases: a newsroom is set up, writes, publishes, corrects and
//! withdraws; its jobs run, fail and die; eight hands write at once; and in the end `check` finds nothing wrong,
//! until something is broken on purpose. Every function of the store appears in it, and a test sees to that.

mod changes;
mod damage;
mod desk;
mod downloads;
mod jobs;
mod newsroom;
mod podcasts;
mod stories;

use std::path::Path;

use crate::world::{files, on_both};

#[test]
fn a_newsroom_lives_in_the_store() {
    on_both(|world| {
        newsroom::is_set_up(world);
        stories::are_written_shown_and_withdrawn(world);
        stories::lists_are_read_page_by_page(world);
        stories::are_corrected_and_curated(world);
        desk::people_sign_in(world);
        desk::words_are_kept_as_they_are_written(world);
        desk::the_list_is_searched(world);
        newsroom::is_put_in_order(world);
        jobs::run_fail_and_die(world);
        podcasts::are_begun_heard_and_taken_back(world);
        podcasts::stories_are_read_by_people(world);
        downloads::are_counted_and_listeners_forgotten(world);
        changes::are_followed(world);
        changes::of_eight_hands_at_once_are_in_order(world);
        assert_eq!(world.wrong(), [""; 0]);
    });
}

#[test]
fn check_names_what_is_broken() {
    on_both(damage::is_named);
}

#[test]
fn every_function_of_the_store_appears() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut told = String::new();
    for file in files(&crate_folder.join("tests/it")) {
        let name = file.strip_prefix(crate_folder).unwrap();
        if name.starts_with("tests/it/story")
            || name.ends_with("story.rs")
            || name.ends_with("world.rs")
        {
            told += &std::fs::read_to_string(&file).unwrap();
        }
    }
    let mut missing = Vec::new();
    let mut functions = 0;
    for file in files(&crate_folder.join("src")) {
        let module = file.file_stem().unwrap().to_str().unwrap().to_owned();
        // Files have their own story on two places; the driver is spoken to by every function.
        if matches!(module.as_str(), "blobs" | "driver" | "tag" | "error") {
            continue;
        }
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let (call, rest) = if let Some(rest) = line.strip_prefix("pub fn ") {
                (format!("{module}::"), rest)
            } else if let Some(rest) = line.strip_prefix("    pub fn ").filter(|_| module == "db") {
                (".".to_owned(), rest)
            } else {
                continue;
            };
            functions += 1;
            let name = rest.split(['(', '<']).next().unwrap_or_default();
            let calls = [
                format!("{call}{name}("),
                format!("{call}{name})"),
                format!("{call}{name}::<"),
            ];
            // Db::open and names::sections are also passed by name.
            if !calls.iter().any(|call| told.contains(call)) && name != "open" {
                missing.push(format!("{call}{name}"));
            }
        }
    }
    assert!(functions > 60, "the test no longer finds the functions");
    assert_eq!(missing, [""; 0], "the story does not tell of these");
}
