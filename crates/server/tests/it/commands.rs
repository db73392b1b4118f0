//! The command line, as whoever runs the site uses it.

use serde_json::{Value, json};

use crate::world::{Ran, World, bare};

#[test]
fn the_exit_code_says_whether_it_was_done_failed_or_called_wrongly() {
    let world = World::asleep(&[]);
    for (arguments, code) in [
        (&["--help"][..], 0),
        (&["--version"], 0),
        (&["import", "--help"], 0),
        (&["check"], 0),
        (&["settings"], 0),
        (&["token", "list"], 0),
        (&["export", "json", "99"], 1),
        (&["import", "text", "/nowhere/at/all.txt"], 1),
        (&["token", "revoke", "--name", "nobody"], 1),
        (&["staff", "add", "no-address", "--role", "editor"], 1),
        (&["serve", "--listen", "nowhere"], 1),
        (&[], 2),
        (&["explode"], 2),
        (&["serve", "--colour"], 2),
        (&["token", "add", "--role", "chief", "--name", "x"], 2),
        (&["seed", "--stories", "many"], 2),
        (&["import", "word", "x"], 2),
        (&["check", "--config", "/nowhere.toml"], 2),
    ] {
        let ran = world.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.out, ran.err);
        let said = if code == 0 { &ran.out } else { &ran.err };
        let may_be_silent = *arguments == ["token", "list"];
        assert!(
            !said.is_empty() || may_be_silent,
            "{arguments:?} says nothing"
        );
    }
    let help = world.run(&["--help"]).out;
    for command in [
        "serve", "demo", "work", "import", "export", "check", "staff", "token", "seed",
    ] {
        assert!(
            help.contains(&format!("\n  {command} ")),
            "{command} is not in\n{help}"
        );
    }
}

#[test]
fn people_and_programs_are_let_in() {
    let world = World::new();
    let made = world
        .run(&["token", "add", "--role", "editor", "--name", "wire"])
        .is(0);
    let token = made.last_word();
    assert!(
        made.out.ends_with(&format!("{token}\n")) && token.len() >= 32,
        "{}",
        made.out
    );
    let person = crate::http::Person {
        token: Some(token.clone()),
        ..world.reader()
    };
    person.get("/api/v1/stories").is(200);
    let list = world.run(&["token", "list"]).is(0).out;
    assert!(list.contains("wire") && !list.contains(&token), "{list}");
    let files = std::fs::read_dir(world.data())
        .unwrap()
        .filter_map(|file| std::fs::read(file.unwrap().path()).ok());
    for file in files {
        assert!(
            !file
                .windows(token.len())
                .any(|part| part == token.as_bytes()),
            "a token is kept as it is"
        );
    }
    let added = world
        .run(&[
            "staff",
            "add",
            "ada@example.org",
            "--role",
            "editor",
            "--name",
            "Ada",
        ])
        .is(0);
    let link = added.last_word();
    assert!(
        link.starts_with("http://") && link.contains("/desk/invitation/"),
        "{link}"
    );
    let again = world
        .run(&[
            "staff",
            "add",
            "ada@example.org",
            "--role",
            "admin",
            "--name",
            "Ada",
        ])
        .is(0);
    assert_ne!(again.last_word(), link);
    let list = world.run(&["staff", "list"]).is(0).out;
    assert_eq!(list.matches("ada@example.org").count(), 1, "{list}");
    assert!(list.contains("admin"));
}

#[test]
fn an_export_is_what_the_api_shows() {
    let world = World::with(&[("URL", "https://news.example.org")]);
    let editor = world.editor();
    editor.publish_new(&json!({ "headline": "One\nline?", "body": crate::api::everything() }));
    editor.write(&json!({ "headline": "Zwei – „Häfen“" }));
    let out = world.run(&["export", "json"]).is(0).out;
    let lines: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines, [editor.story(1), editor.story(2)]);
    assert!(
        lines[0]["url"]
            .as_str()
            .unwrap()
            .starts_with("https://news.example.org/story/")
    );
    assert_eq!(
        world
            .run(&["export", "json", "2"])
            .is(0)
            .out
            .lines()
            .count(),
        1
    );
    let file = world.data().join("out.jsonl");
    world
        .run(&["export", "json", "--out", file.to_str().unwrap()])
        .is(0);
    assert_eq!(std::fs::read_to_string(file).unwrap(), out);
}

#[test]
fn an_invented_archive_is_whole_and_readable() {
    let world = World::asleep(&[]);
    world.run(&["seed", "--stories", "200"]).is(0);
    world.is_whole();
    let mut world = world;
    world.start();
    assert_eq!(world.figure("stories{status=\"live\"}"), 200);
    let front = world
        .reader()
        .get("/")
        .is(200)
        .text()
        .replace("&#x2f;", "/");
    for link in front
        .split("href=\"/")
        .skip(1)
        .map(|part| part.split('"').next().unwrap())
        .take(40)
    {
        world.reader().get(&format!("/{link}")).is(200);
    }
}

#[test]
fn settings_come_from_a_file_the_environment_and_the_line_and_the_later_wins() {
    let world = World::asleep(&[]);
    let file = world.file(
        "site.toml",
        "url = \"https://file.example.org\"\nthreads = 1\n",
    );
    let link = |ran: Ran| ran.is(0).last_word();
    let invite = ["staff", "add", "a@example.org", "--role", "reporter"];
    assert!(link(world.run(&invite)).starts_with("http://127.0.0.1:8080/"));
    let with_file = [&invite[..], &["--config", file.to_str().unwrap()]].concat();
    assert!(link(world.run(&with_file)).starts_with("https://file.example.org/"));
    let mut command = world.command(&with_file);
    command.env("STANDFIRST_URL", "https://environment.example.org");
    assert!(link(Ran::of(command)).starts_with("https://environment.example.org/"));
    let mut command = bare();
    let elsewhere = world.data().join("elsewhere");
    command.args(["check"]).env("STANDFIRST_DATA", &elsewhere);
    Ran::of(command).is(0);
    assert!(elsewhere.join("standfirst.db").exists());

    let wrong = world.file("wrong.toml", "databse = \"x\"\n");
    let ran = world
        .run(&["check", "--config", wrong.to_str().unwrap()])
        .is(2);
    assert!(
        ran.err.contains("\"databse\"") && ran.err.contains("the nearest is \"database\""),
        "{}",
        ran.err
    );
    let mut command = world.command(&["check"]);
    command.env("STANDFIRST_LISTN", "x");
    assert!(
        Ran::of(command)
            .is(2)
            .err
            .contains("the nearest is \"listen\"")
    );
    let mut command = world.command(&["check"]);
    command.env("STANDFIRST_THREADS", "many");
    assert!(Ran::of(command).is(2).err.contains("threads"));
    let mut command = world.command(&["check"]);
    command.env("STANDFIRST_DATABASE", "mysql://x");
    let ran = Ran::of(command).is(1);
    assert!(ran.err.contains("names no database"), "{}", ran.err);
    let said = world.run(&["settings"]).is(0).out;
    assert!(said.contains("max_body_bytes = 2097152\n"), "{said}");
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let world = World::asleep(&[]);
    world.run(&["check"]).is(0);
    let file = world.data().join("standfirst.db");
    let later = "INSERT INTO migrations VALUES (99, 0)";
    rusqlite::Connection::open(&file)
        .unwrap()
        .execute(later, [])
        .unwrap();
    for arguments in [
        &["check"][..],
        &["serve", "--listen", "127.0.0.1:0"],
        &["export", "json"],
    ] {
        let ran = world.run(arguments).is(1);
        assert!(
            ran.err.contains("schema 99") && ran.err.contains("newer program"),
            "{}",
            ran.err
        );
    }
    let Some(database) = crate::postgres::new_database() else {
        return;
    };
    let world = World::asleep(&[("DATABASE", &database)]);
    world.run(&["check"]).is(0);
    let mut client = crate::postgres::client(&database).unwrap();
    client.batch_execute(later).unwrap();
    let ran = world.run(&["check"]).is(1);
    assert!(
        ran.err.contains("schema 99") && ran.err.contains("newer program"),
        "{}",
        ran.err
    );
}

#[test]
fn an_import_says_what_it_did_line_by_line() {
    let mut world = World::asleep(&[]);
    let file = world.file("a.txt", crate::pages::PASTED);
    let path = file.to_str().unwrap();
    let dry = world.run(&["import", "text", path, "--dry-run"]).is(0);
    assert!(dry.out.contains("dry run"), "{}", dry.out);
    assert_eq!(world.run(&["export", "json"]).is(0).out, "");
    let report = world.data().join("report.txt");
    let done = world
        .run(&[
            "import",
            "text",
            path,
            "--section",
            "Coast",
            "--report",
            report.to_str().unwrap(),
        ])
        .is(0);
    assert_eq!(done.out, "");
    let said = std::fs::read_to_string(&report).unwrap();
    for (n, line) in crate::pages::PASTED
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let start: String = line.chars().take(40).collect();
        let told = said
            .lines()
            .any(|l| l.trim_start().starts_with(&format!("{} ", n + 1)) && l.contains(&start));
        assert!(told, "line {} is not accounted for: {line}\n{said}", n + 1);
    }
    let binary = world.data().join("binary.txt");
    std::fs::write(&binary, b"caf\xe9").unwrap();
    let ran = world
        .run(&["import", "text", binary.to_str().unwrap(), path])
        .is(1);
    assert!(ran.err.contains("not UTF-8"), "{}", ran.err);
    world.start();
    let all = world.editor().get("/api/v1/stories").json();
    let all = all["stories"].as_array().unwrap();
    assert_eq!(all.len(), 2, "the file that could be taken in was");
    assert!(all.iter().all(|story| story["status"] == "draft"));
    assert_eq!(all[1]["section"], "coast");
}

#[test]
fn the_program_ends_when_it_is_told_to() {
    let mut world = World::new();
    assert_eq!(world.end(), Some(0));
    world.start();
    world.reader().get("/healthz").is(200);
    assert_eq!(world.end(), Some(0));
}

#[test]
fn check_renders_every_template_and_names_a_broken_one() {
    let world = World::asleep(&[]);
    let folder = world.data().join("samples");
    world
        .run(&["check", "--render", folder.to_str().unwrap()])
        .is(0);
    let story = std::fs::read_to_string(folder.join("site/story.html")).unwrap();
    assert!(story.starts_with("\n<!doctype html>") || story.starts_with("<!doctype html>"));
    let theme = world.data().join("theme");
    std::fs::create_dir_all(theme.join("site")).unwrap();
    std::fs::write(theme.join("site/story.html"), "{{ story.hedline }}").unwrap();
    let mut command = world.command(&["check"]);
    command.env("STANDFIRST_THEME", &theme);
    let ran = Ran::of(command).is(1);
    assert!(
        format!("{}{}", ran.out, ran.err).contains("site/story.html"),
        "{}{}",
        ran.out,
        ran.err
    );
}
