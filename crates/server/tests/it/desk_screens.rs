//! The screens of the desk beside the editor: the list of stories, versions, previews, what stands first, the audit.

use serde_json::{Value, json};

use crate::desk::{Desk, between, hidden};
use crate::html;
use crate::world::{World, in_seconds, on_both};

/// The numbers of the stories that a list shows, in its order.
fn listed(desk: &Desk, query: &str) -> Vec<i64> {
    let page = desk.page(&format!("/desk?{query}"));
    page.split("<h2")
        .skip(1)
        .map(|row| between(row, "/desk/story/", "\"").parse().unwrap())
        .collect()
}

#[track_caller]
fn well_formed(desk: &Desk, path: &str) {
    if let Err(e) = html::tags(&desk.get(path).is(200).text()) {
        panic!("{path}: {e}");
    }
}

fn write(world: &World, story: &Value) -> i64 {
    world.editor().write(story)["number"].as_i64().unwrap()
}

#[test]
fn the_list_finds_stories_by_status_section_person_age_and_words() {
    on_both(|world| {
        let ada = Desk::of(&world, "reporter", "ada@example.org");
        assert!(ada.page("/desk").contains("The desk is clear"));
        let editor = world.editor();
        let rain = editor.publish_new(&json!({ "headline": "Rain in Vác", "section": "World" }));
        let quay = write(
            &world,
            &json!({ "headline": "Quay", "slugline": "QUAY", "section": "Coast", "bylines": [{ "name": "ada" }] }),
        );
        let snow = write(&world, &json!({ "headline": "Snow", "section": "World" }));
        let until = json!({ "embargoed_until": in_seconds(3_600.0) });
        editor.act(snow, "embargo", &until).is(200);
        editor
            .change(rain, &json!({ "headline": "Rain in Vác goes on" }))
            .is(200);

        assert_eq!(listed(&ada, ""), [rain, snow, quay]);
        for (query, expected) in [
            ("status=draft", vec![snow, quay]),
            ("status=live", vec![rain]),
            ("status=withdrawn", vec![]),
            ("status=embargoed", vec![snow]),
            ("section=world", vec![rain, snow]),
            ("section=coast&status=live", vec![]),
            ("person=1", vec![quay]),
            ("age=day", vec![rain, snow, quay]),
            ("q=V%C3%81C", vec![rain]),
            ("q=quay+coast", vec![]),
            (&format!("q={quay}"), vec![quay]),
            ("mine=1", vec![]),
            (&format!("before={rain}"), vec![snow, quay]),
            (&format!("before={quay}"), vec![]),
        ] {
            assert_eq!(listed(&ada, query), expected, "{query}");
        }
        let page = ada.page("/desk");
        well_formed(&ada, "/desk");
        assert!(page.contains("Newer draft"), "{page}");
        assert!(page.contains("Embargoed until"), "{page}");
        assert!(
            ada.page("/desk?q=zeppelin")
                .contains("No story is like that")
        );
    });
}

#[test]
fn many_stories_are_read_page_by_page() {
    let world = World::new();
    let ada = Desk::of(&world, "moderator", "ada@example.org");
    for n in 0..53 {
        write(&world, &json!({ "headline": format!("Story {n}") }));
    }
    let first = listed(&ada, "status=draft");
    assert_eq!(first.len(), 50);
    let page = ada.page("/desk?status=draft");
    let older = between(&page, "href=\"/desk?status=draft&before=", "\"");
    let rest = listed(&ada, &format!("status=draft&before={older}"));
    assert_eq!([first, rest].concat(), (1..=53).rev().collect::<Vec<_>>());
}

#[test]
fn a_story_is_begun_and_given_to_somebody() {
    on_both(|world| {
        let ada = Desk::of(&world, "reporter", "ada@example.org");
        let kim = Desk::of(&world, "editor", "kim@example.org");
        let joe = Desk::of(&world, "reporter", "joe@example.org");
        let about = json!({ "name": "Gazette", "language": "en-GB", "zone": "Europe/London" });
        world
            .admin()
            .send("PUT", "/api/v1/settings/site", &about)
            .is(200);
        let begun = ada.post("/desk/story", &[]).is(303);
        assert_eq!(begun.header("location"), "/desk/story/1");
        let story = world.editor().story(1);
        assert_eq!(story["language"], "en-GB");
        assert_eq!(story["zone"], "Europe/London");
        assert_eq!(story["bylines"][0]["name"], "ada");
        assert_eq!(listed(&ada, "mine=1"), [1], "it is hers from the beginning");

        let give = |desk: &Desk, to: &str| {
            desk.post(
                "/desk/story/1/assign",
                &[("person", to), ("back", "/desk?mine=1")],
            )
        };
        assert_eq!(give(&joe, "3").status, 403, "it is another's");
        assert_eq!(give(&ada, "3").status, 403, "editors give stories away");
        assert_eq!(give(&kim, "9").status, 422, "there is no such person");
        assert_eq!(
            give(&kim, "3").is(303).header("location"),
            "/desk?mine=1",
            "back to where it was done"
        );
        assert_eq!(listed(&joe, "mine=1"), [1]);
        give(&joe, "").is(303);
        give(&ada, "1").is(303);
        assert_eq!(listed(&ada, "mine=1"), [1]);
        assert!(kim.page("/desk/audit?act=assign").contains("to nobody"));
        world.is_whole();
    });
}

fn paragraphs(texts: &[&str]) -> Value {
    let all: Vec<Value> = texts
        .iter()
        .map(|t| json!({ "type": "paragraph", "content": [{ "type": "text", "text": t }] }))
        .collect();
    json!({ "type": "doc", "content": all })
}

#[test]
fn any_two_versions_are_compared_and_any_one_is_restored() {
    on_both(|world| {
        let ada = Desk::of(&world, "reporter", "ada@example.org");
        let editor = world.editor();
        let texts = ["One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven."];
        let number = editor.publish_new(
            &json!({ "headline": "Rain", "section": "World", "body": paragraphs(&texts) }),
        );
        let mut later = texts;
        later[6] = "Seven and a half.";
        editor
            .change(
                number,
                &json!({ "headline": "Snow", "body": paragraphs(&later) }),
            )
            .is(200);
        // One that came too late is kept aside.
        editor
            .change(number, &json!({ "headline": "Hail", "base": 1 }))
            .is(409);

        let page = ada.page(&format!("/desk/story/{number}/versions"));
        let said: Vec<&str> = page.split("<b class=\"title\">").skip(1).collect();
        assert_eq!(said.len(), 3, "{page}");
        for (row, (name, badge)) in said.iter().zip([
            ("Revision 3", "Kept aside"),
            ("Revision 2", "Newest"),
            ("Revision 1", "What readers see"),
        ]) {
            assert!(row.starts_with(name) && row.contains(badge), "{row}");
        }

        let compared = format!("/desk/story/{number}/versions/compare?from=1&to=2");
        let page = ada.page(&compared);
        well_formed(&ada, &compared);
        for part in [
            "Headline",
            "Rain",
            "Snow",
            "4 blocks the same",
            "and a half",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        assert!(
            !page.contains("Four."),
            "a long run that is the same is left out"
        );
        assert!(
            ada.page(&format!("{compared}&view=side"))
                .contains("class=\"sides\"")
        );
        ada.get(&format!(
            "/desk/story/{number}/versions/compare?from=1&to=7"
        ))
        .is(404);
        ada.get(&format!(
            "/desk/story/{number}/versions/compare?from=x&to=2"
        ))
        .is(400);

        let restored = format!("/desk/story/{number}/versions/1/restore");
        ada.done(&restored, &[("reason", "It did not snow")]);
        let story = editor.story(number);
        assert_eq!(story["headline"], "Rain");
        assert_eq!(story["revision"], 4);
        assert_eq!(story["body"], paragraphs(&texts));
        assert!(
            ada.page(&format!("/desk/story/{number}/versions"))
                .contains("Restored revision 1: It did not snow")
        );
        ada.post(&format!("/desk/story/{number}/versions/9/restore"), &[])
            .is(404);
        // What an editor has approved is restored by editors only.
        let ready = write(&world, &json!({ "headline": "Ready" }));
        editor.act(ready, "submit", &json!({})).is(200);
        editor.act(ready, "approve", &json!({})).is(200);
        ada.post(&format!("/desk/story/{ready}/versions/1/restore"), &[])
            .is(403);
        world.is_whole();
    });
}

#[test]
fn a_preview_is_the_page_as_it_will_be_for_staff_alone() {
    let world = World::new();
    let ada = Desk::of(&world, "moderator", "ada@example.org");
    let editor = world.editor();
    let number = editor.publish_new(&json!({ "headline": "Rain", "body": paragraphs(&["Wet."]) }));
    let path = editor.path(number);
    editor
        .change(number, &json!({ "headline": "Snow" }))
        .is(200);
    let frame = ada.page(&format!("/desk/story/{number}/preview?width=phone"));
    assert!(frame.contains(&format!("src=\"/desk/story/{number}/preview/page\"")));
    assert!(frame.contains("data-width=\"phone\""), "{frame}");
    let page = format!("/desk/story/{number}/preview/page");
    let coming = ada.get(&page).is(200);
    html::safe("the preview", &coming.text());
    assert!(coming.text().contains("<h1>Snow</h1>"));
    assert_eq!(coming.header("cache-control"), "no-store");
    assert_eq!(coming.header("x-robots-tag"), "noindex");
    let first = format!("/desk/story/{number}/preview?revision=1");
    assert!(ada.page(&first).contains(&format!("{page}?revision=1")));
    assert!(
        ada.page(&format!("{page}?revision=1"))
            .contains("<h1>Rain</h1>")
    );
    ada.get(&format!("{page}?revision=7")).is(404);

    let nobody = Desk::stranger(&world);
    for closed in [&page, &first] {
        let answer = nobody.get(closed);
        assert_eq!(answer.status, 303, "{closed}");
        assert!(!answer.text().contains("Snow"));
    }
    // Looking at it has shown readers nothing.
    assert!(nobody.page(&path).contains("<h1>Rain</h1>"));
}

#[test]
fn the_audit_says_who_did_what_and_where() {
    on_both(|world| {
        let kim = Desk::of(&world, "editor", "kim@example.org");
        let ada = Desk::of(&world, "reporter", "ada@example.org");
        let rain = write(&world, &json!({ "headline": "Rain in Vác" }));
        let snow = write(&world, &json!({ "slugline": "SNOW" }));
        ada.script(&format!("/desk/story/{rain}/submit"), &json!({}))
            .is(200);
        let page = kim.page("/desk/audit");
        well_formed(&kim, "/desk/audit");
        let rows: Vec<&str> = page.split("<tr><td").skip(1).collect();
        assert!(
            rows[0].contains("handed in") && rows[0].contains("Rain in Vác"),
            "{page}"
        );
        assert!(rows[0].contains("127.0.0.1 · desk"), "{page}");
        assert!(
            rows[1].contains("saved") && rows[1].contains("SNOW"),
            "{page}"
        );
        assert!(rows[1].contains("API"), "{page}");

        let found = |query: &str| {
            let page = kim.page(&format!("/desk/audit?{query}"));
            page.matches("<tr><td").count()
        };
        assert_eq!(found("act=submit"), 1);
        assert_eq!(found("act=submit&person=kim"), 0);
        assert_eq!(found(&format!("story={rain}")), 2);
        assert_eq!(found(&format!("person=ada&story={rain}")), 1);
        assert_eq!(found("story=rain"), 0);
        let of_story = ada.page(&format!("/desk/story/{snow}/audit"));
        assert_eq!(of_story.matches("<tr><td").count(), 1, "{of_story}");
        ada.get("/desk/audit").is(403);
        ada.get("/desk/story/99/audit").is(404);
    });
}

#[test]
fn a_long_audit_is_read_page_by_page() {
    let world = World::new();
    let kim = Desk::of(&world, "editor", "kim@example.org");
    for n in 0..103 {
        write(&world, &json!({ "headline": format!("Story {n}") }));
    }
    let page = kim.page("/desk/audit?act=save");
    assert_eq!(page.matches("<tr><td").count(), 100);
    let older = between(&page, "href=\"/desk/audit?act=save&before=", "\"");
    let page = kim.page(&format!("/desk/audit?act=save&before={older}"));
    assert_eq!(page.matches("<tr><td").count(), 3);
    assert!(page.contains("Story 0"), "{page}");
}

/// Somebody before the screen of a place.
struct Curating<'a> {
    desk: &'a Desk,
    place: &'static str,
}

impl Curating<'_> {
    fn address(&self) -> String {
        format!("/desk/curate/{}", self.place)
    }

    /// The form as the screen shows it now.
    fn form(&self) -> Vec<(String, String)> {
        let page = self.desk.page(&self.address());
        let mut form = vec![("base".to_owned(), hidden(&page, "base"))];
        for slot in page.split("<li id=\"slot-").skip(1) {
            for name in ["story", "headline"] {
                form.push((name.into(), hidden(slot, name)));
            }
            let until = between(
                slot,
                "name=\"until\" type=\"datetime-local\" value=\"",
                "\"",
            );
            form.push(("until".into(), until.to_owned()));
        }
        form
    }

    fn send(&self, form: &[(String, String)], button: &str) -> crate::http::Answer {
        let fields: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain([("do", button)])
            .collect();
        self.desk.post(&self.address(), &fields)
    }

    /// Presses a button of the screen as it stands.
    #[track_caller]
    fn press(&self, button: &str) -> String {
        let answer = self.send(&self.form(), button).is(303);
        answer.header("location").to_owned()
    }

    fn order(&self) -> Vec<String> {
        let of_story = |(name, value): (String, String)| (name == "story").then_some(value);
        self.form().into_iter().filter_map(of_story).collect()
    }
}

#[test]
fn what_stands_first_is_arranged_looked_at_and_published() {
    on_both(|world| {
        let kim = Desk::of(&world, "editor", "kim@example.org");
        let editor = world.editor();
        for n in 1..=4 {
            let story = json!({ "headline": format!("Story number {n}"), "section": "World" });
            assert_eq!(editor.publish_new(&story), n);
        }
        let front = Curating {
            desk: &kim,
            place: "front",
        };
        let reader = world.reader();
        let lead = |page: &str| {
            let main = page.split_once("<main").unwrap().1;
            let at = |n: i64| main.find(&format!("-{n}\"")).unwrap_or(usize::MAX);
            (1..=4).min_by_key(|n| at(*n)).unwrap()
        };
        assert_eq!(lead(&reader.get("/").is(200).text()), 4, "the newest");
        assert!(
            kim.page("/desk/curate")
                .contains("Nothing stands first by hand")
        );
        let found = kim.page("/desk/curate/front?q=number+2");
        assert!(found.contains("value=\"add:2\"") && !found.contains("value=\"add:3\""));
        assert_eq!(front.press("add:2"), "/desk/curate/front#slot-2");
        front.press("add:1");
        front.press("add:3");
        front.press("add:3");
        assert_eq!(front.order(), ["3", "1", "2"]);
        front.press("up:2");
        front.press("down:3");
        assert_eq!(front.order(), ["2", "3", "1"]);
        front.press("remove:3");
        assert_eq!(front.order(), ["2", "1"]);
        let mut form = front.form();
        for (name, value) in &mut form {
            if name == "headline" && value.is_empty() {
                "Two, as the front says it".clone_into(value);
                break;
            }
        }
        front.send(&form, "save").is(303);

        // Only the desk knows of it yet.
        let page = kim.page("/desk/curate/front");
        assert!(
            page.contains("Changes not yet published") && page.contains("by kim"),
            "{page}"
        );
        assert!(page.contains("value=\"Two, as the front says it\""));
        assert_eq!(lead(&reader.get("/").text()), 4);
        let preview = kim.page("/desk/curate/front/preview?width=phone");
        assert!(preview.contains("src=\"/desk/curate/front/preview/page\""));
        let preview = kim.get("/desk/curate/front/preview/page").is(200);
        assert_eq!(preview.header("cache-control"), "no-store");
        assert_eq!(lead(&preview.text()), 2);
        assert!(preview.text().contains("Two, as the front says it"));
        assert_eq!(
            Desk::stranger(&world)
                .get("/desk/curate/front/preview/page")
                .status,
            303
        );

        front.press("publish");
        let page = reader.get("/").is(200).text();
        assert_eq!(lead(&page), 2);
        assert!(page.contains("Two, as the front says it"), "{page}");
        let own = reader.get(&editor.path(2)).is(200).text();
        assert!(
            own.contains("<h1>Story number 2</h1>"),
            "the story keeps its own"
        );
        assert!(
            kim.page("/desk/curate/front")
                .contains("Readers see this order.")
        );

        // Discarding goes back to what readers see.
        front.press("remove:2");
        assert_eq!(front.order(), ["1"]);
        front.press("discard");
        assert_eq!(front.order(), ["2", "1"]);
        // So does undoing by hand.
        front.press("down:2");
        front.press("up:2");
        assert!(
            kim.page("/desk/curate/front")
                .contains("Readers see this order.")
        );
        // An empty place is one that fills by itself.
        front.press("remove:2");
        front.press("remove:1");
        front.press("publish");
        assert_eq!(lead(&reader.get("/").text()), 4);
        let audit = kim.page("/desk/audit?act=curate");
        for detail in [
            "front: 2, 1",
            "front: draft discarded",
            "front: nothing by hand",
        ] {
            assert!(audit.contains(detail), "{detail} is not in {audit}");
        }
        world.is_whole();
    });
}

#[test]
fn two_who_arrange_one_page_do_not_undo_each_other() {
    let world = World::new();
    let kim = Desk::of(&world, "editor", "kim@example.org");
    let joe = Desk::of(&world, "admin", "joe@example.org");
    let ada = Desk::of(&world, "reporter", "ada@example.org");
    let editor = world.editor();
    for n in 1..=2 {
        editor.publish_new(&json!({ "headline": format!("Story {n}"), "section": "World" }));
    }
    let draft = write(
        &world,
        &json!({ "headline": "Not yet", "section": "World" }),
    );
    let place = "world";
    let (of_kim, of_joe) = (
        Curating { desk: &kim, place },
        Curating { desk: &joe, place },
    );
    let seen_by_joe = of_joe.form();
    of_kim.press("add:1");
    for button in ["save", "add:2", "publish", "discard"] {
        let answer = of_joe.send(&seen_by_joe, button);
        assert_eq!(answer.status, 409, "{button}");
        assert!(
            answer
                .text()
                .contains("Somebody changed this page meanwhile")
        );
        assert!(answer.text().contains("id=\"slot-1\""), "theirs is shown");
    }
    assert_eq!(of_kim.order(), ["1"]);
    of_joe.press("add:2");
    assert_eq!(of_kim.order(), ["2", "1"]);
    assert!(
        kim.page("/desk/curate/front").contains("not yet published"),
        "another tab says so"
    );

    // A story that is not live may wait in its place; readers do not see it.
    of_kim.press(&format!("add:{draft}"));
    assert!(
        kim.page("/desk/curate/world")
            .contains("Not live: readers do not see it here.")
    );
    of_kim.press("publish");
    let page = world.reader().get("/world").is(200).text();
    assert!(!page.contains("Not yet"), "{page}");
    editor.act(draft, "publish", &json!({})).is(200);
    assert!(
        world
            .reader()
            .get("/world")
            .is(200)
            .text()
            .contains("Not yet")
    );

    assert_eq!(of_kim.send(&of_kim.form(), "add:99").status, 404);
    assert_eq!(of_kim.send(&of_kim.form(), "explode").status, 422);
    kim.get("/desk/curate/nowhere").is(404);
    assert_eq!(
        Curating { desk: &ada, place }
            .send(&seen_by_joe, "publish")
            .status,
        403
    );
    world.is_whole();
}

#[test]
fn a_slot_ends_at_its_time_in_the_newsrooms_zone() {
    let world = World::new();
    let kim = Desk::of(&world, "editor", "kim@example.org");
    let about = json!({ "name": "Gazette", "zone": "America/New_York" });
    world
        .admin()
        .send("PUT", "/api/v1/settings/site", &about)
        .is(200);
    let editor = world.editor();
    for n in 1..=2 {
        editor.publish_new(&json!({ "headline": format!("Story {n}"), "section": "World" }));
    }
    let front = Curating {
        desk: &kim,
        place: "front",
    };
    let until = |time: &str| {
        let mut form = front.form();
        form.last_mut().unwrap().1 = time.to_owned();
        front.send(&form, "publish")
    };
    front.press("add:1");
    until("2999-01-02T03:04").is(303);
    let page = kim.page("/desk/curate/front");
    assert!(page.contains("value=\"2999-01-02T03:04\""), "{page}");
    assert!(page.contains("(US Eastern)"), "{page}");
    let first = |page: &str| {
        let main = page.split_once("<main").unwrap().1;
        main.find("-1\"").unwrap() < main.find("-2\"").unwrap()
    };
    assert!(first(&world.reader().get("/").text()));
    until("2001-01-02T03:04").is(303);
    let page = kim.page("/desk/curate/front");
    assert!(page.contains("readers no longer see it here"), "{page}");
    assert!(!first(&world.reader().get("/").text()));
    let wrong = until("tomorrow");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("is not a day and a time"));
}
