//! The inner arrows of the design: which room may speak of which. What is not listed here is not allowed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Rooms of the server that have rules, and the rooms and crates that each may name.
const MAY: [(&str, &[&str]); 11] = [
    // The page cache is told of changes and knows no room; `http` gives it its encodings.
    ("cache", &["store", "http"]),
    (
        "newsroom",
        &[
            "store", "story", "media", "cache", "clock", "times", "urls", "work",
        ],
    ),
    (
        "site",
        &[
            "store",
            "story",
            "cache",
            "error",
            "templates",
            "times",
            "urls",
            "words",
        ],
    ),
    (
        "api",
        &[
            "newsroom", "store", "story", "app", "error", "http", "routes", "times", "urls", "site",
        ],
    ),
    ("wire", &["newsroom", "story"]),
    (
        "desk",
        &[
            "newsroom", "together", "store", "story", "app", "clock", "error", "http", "routes",
            "site", "times", "urls", "voices", "words",
        ],
    ),
    ("together", &["newsroom", "store", "story", "times", "urls"]),
    (
        "jobs",
        &[
            "newsroom", "media", "store", "story", "app", "voices", "work",
        ],
    ),
    ("downloads", &["store", "app", "clock", "jobs"]),
    (
        "voices",
        &["newsroom", "media", "store", "app", "config", "work"],
    ),
    ("demo", &["story", "media"]),
];

/// The few of `site` that the API and the desk name: the shapes of the settings, which pages read.
const SHAPES: [&str; 2] = ["site::making", "site::view"];

/// Functions of the store are called by these modules of it; `site` may call them in `reads.rs` only.
const STORE: [&str; 24] = [
    "assets",
    "audit",
    "blobs",
    "cards",
    "changes",
    "check",
    "corrections",
    "downloads",
    "jobs",
    "lists",
    "names",
    "notes",
    "podcasts",
    "recordings",
    "renames",
    "revisions",
    "sessions",
    "settings",
    "sign_in",
    "slots",
    "staff",
    "stories",
    "surveys",
    "writing",
];

fn sources(below: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") {
                into.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(below);
    let mut files = Vec::new();
    walk(&root, &mut files);
    assert!(!files.is_empty(), "{below} has no sources");
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            // Comments may name whatever they like, and so may a file's own tests.
            let text = text.split("#[cfg(test)]").next().unwrap();
            let text = text
                .lines()
                .map(|line| line.split("//").next().unwrap())
                .collect::<Vec<_>>()
                .join("\n");
            (path.strip_prefix(&root).unwrap().to_owned(), text)
        })
        .collect()
}

/// Every path with `::` in a text, with the braces of `use` lines multiplied out.
fn paths(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    for part in text
        .split(|c: char| !word(c))
        .filter(|part| part.contains("::"))
    {
        found.insert(part.trim_end_matches("::").to_owned());
    }
    for line in text.split(';') {
        let Some((_, tree)) = line.split_once("use ") else {
            continue;
        };
        if tree.contains('{') {
            multiply("", &tree.split_whitespace().collect::<String>(), &mut found);
        }
    }
    found
}

fn multiply(before: &str, tree: &str, into: &mut BTreeSet<String>) {
    let Some((path, inside)) = tree.split_once('{') else {
        let whole = format!("{before}{tree}");
        into.insert(whole.trim_end_matches("::self").to_owned());
        return;
    };
    let inside = &inside[..inside.rfind('}').unwrap_or(inside.len())];
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inside.char_indices().chain([(inside.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                multiply(&format!("{before}{path}"), &inside[start..at], into);
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The room or crate that a path begins in, if it is one of ours.
fn room(path: &str) -> Option<&str> {
    let mut steps = path.split("::");
    match steps.next()? {
        "crate" => steps.next(),
        first @ ("store" | "media") => Some(first),
        "story" => Some("story"),
        _ => None,
    }
}

#[test]
fn each_room_speaks_only_of_the_rooms_that_it_may() {
    let all = sources("server/src");
    let mut met = BTreeSet::new();
    for (path, text) in &all {
        let own = path
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs");
        let Some((_, may)) = MAY.iter().find(|(name, _)| *name == own) else {
            continue;
        };
        met.insert(own.to_owned());
        for named in paths(text) {
            // `story::` below `site` is as often its own module of that name.
            let Some(other) = room(&named).filter(|other| *other != own) else {
                continue;
            };
            assert!(
                may.contains(&other),
                "{} names {named}: {own} may name {may:?}",
                path.display()
            );
            let shape = SHAPES
                .iter()
                .any(|shape| named.starts_with(&format!("crate::{shape}")));
            assert!(
                other != "site" || shape,
                "{} names {named}: a page is no affair of the API or the desk",
                path.display()
            );
        }
    }
    for room in [
        "cache",
        "newsroom",
        "site",
        "api",
        "wire",
        "jobs",
        "desk",
        "together",
        "downloads",
        "voices",
    ] {
        assert!(
            met.contains(room),
            "there is no room {room} any more; say so here"
        );
    }
}

#[test]
fn only_the_table_of_addresses_and_the_commands_name_pages_and_the_api() {
    for (path, text) in sources("server/src") {
        let own = path
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs")
            .to_owned();
        if ["routes", "commands", "site", "api", "desk"].contains(&&*own) {
            continue;
        }
        for named in paths(&text) {
            let other = room(&named).unwrap_or_default();
            assert!(
                !["site", "desk", "api", "wire"].contains(&other) || other == own,
                "{} names {named}",
                path.display()
            );
        }
    }
}

#[test]
fn pages_read_through_the_noting_handle_only() {
    for (path, text) in sources("server/src/site") {
        if path.ends_with("reads.rs") {
            continue;
        }
        for named in paths(&text) {
            let steps: Vec<&str> = named.split("::").collect();
            let last = steps.last().unwrap();
            let function = last.starts_with(|c: char| c.is_lowercase());
            let of_store = steps[0] == "store" && steps.len() > 2 || STORE.contains(&steps[0]);
            assert!(
                !(of_store && function),
                "{} calls {named}: what it reads would not be noted",
                path.display()
            );
            assert!(
                !named.starts_with("store::Db") && named != "store::Tx" && named != "store::Write",
                "{} names {named}",
                path.display()
            );
        }
    }
}

#[test]
fn the_crates_know_each_other_in_one_direction_only() {
    for (crate_name, never) in [
        ("story", &["store", "server", "media"][..]),
        ("media", &["store", "server"]),
        ("store", &["server", "media"]),
    ] {
        for (path, text) in sources(&format!("{crate_name}/src")) {
            for named in paths(&text) {
                let first = named.split("::").next().unwrap();
                assert!(
                    !never.contains(&first),
                    "{crate_name}/src/{} names {named}",
                    path.display()
                );
            }
        }
        let manifest = crate::world::repository(&format!("crates/{crate_name}/Cargo.toml"));
        for other in never {
            let depends = manifest.lines().any(|line| {
                line.starts_with(&format!("{other}.")) || line.starts_with(&format!("{other} "))
            });
            assert!(!depends, "{crate_name}/Cargo.toml names {other}");
        }
    }
}

#[test]
fn the_paths_of_a_text_are_found() {
    let found = paths(
        "use crate::site::{story, view::{Card, Link}};\nuse store::{Db, lists};\nlet x = store::lists::newest(tx);",
    );
    for path in [
        "crate::site::story",
        "crate::site::view::Card",
        "crate::site::view::Link",
        "store::Db",
        "store::lists",
        "store::lists::newest",
    ] {
        assert!(found.contains(path), "{path} is not among {found:?}");
    }
}
