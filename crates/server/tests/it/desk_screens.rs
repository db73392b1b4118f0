//! The screens of the desk beside the editor: the list of stories, versions, previews, the audit.

use serde_json::{Value, json};

use crate::desk::{Desk, between};
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
