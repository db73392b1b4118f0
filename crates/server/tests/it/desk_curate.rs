//! An editor decides at the desk what stands first; readers see it when it is published, and the audit tells of it.

use serde_json::json;

use crate::desk::{Desk, hidden, plain};
use crate::http::Answer;
use crate::world::{World, in_seconds, on_both};

/// A story's number, its headline there, and until when.
type Slot<'a> = (&'a str, &'a str, &'a str);

/// Sends the form of a place as the screen shows it now, with the button that was pressed.
#[track_caller]
fn press(desk: &Desk, place: &str, slots: &[Slot<'_>], button: &str) -> Answer {
    let base = hidden(&screen(desk, place), "base");
    send(desk, place, &base, slots, button)
}

#[track_caller]
fn send(desk: &Desk, place: &str, base: &str, slots: &[Slot<'_>], button: &str) -> Answer {
    let mut fields = vec![("base", base)];
    for (story, headline, until) in slots {
        fields.extend([("story", *story), ("headline", headline), ("until", until)]);
    }
    fields.push(("do", button));
    desk.post(&format!("/desk/curate/{place}"), &fields)
}

#[track_caller]
fn screen(desk: &Desk, place: &str) -> String {
    desk.page(&format!("/desk/curate/{place}"))
}

/// The stories on the screen of a place, in their order.
#[track_caller]
fn order(desk: &Desk, place: &str) -> Vec<i64> {
    let page = screen(desk, place);
    let parts = page.split("data-slot=\"").skip(1);
    parts
        .map(|part| part.split('"').next().unwrap().parse().unwrap())
        .collect()
}

#[track_caller]
fn location(answer: Answer) -> String {
    answer.is(303).header("location").to_owned()
}

/// Three live stories: 3 is the newest.
fn stories(world: &World) {
    for headline in ["Ferry strike", "Last lighthouse keeper", "Small boats"] {
        world.editor().publish_new(&json!({
            "headline": headline, "section": "World", "language": "en-GB", "zone": "Europe/London",
            "slugline": headline, "standfirst": "As it was.",
            "bylines": [{ "name": "Ada Price" }],
        }));
    }
}

#[test]
fn what_stands_first_is_prepared_in_a_draft_and_published_whole() {
    on_both(|world| {
        stories(&world);
        let reader = world.reader();
        let front = || reader.get("/").is(200).text();
        let before = front();
        let ada = Desk::of(&world, "editor", "ada@example.org");

        assert_eq!(order(&ada, "front"), [0_i64; 0]);
        let answer = press(&ada, "front", &[], "add:1");
        assert_eq!(location(answer), "/desk/curate/front#slot-1");
        let own = ("1", "Islands without post", "");
        location(press(&ada, "front", &[own], "add:2"));
        assert_eq!(order(&ada, "front"), [2, 1]);
        let page = screen(&ada, "front");
        assert!(page.contains("value=\"Islands without post\""), "{page}");
        assert!(page.contains("Changes not yet published."), "{page}");
        let two = ("2", "", "2099-01-02T03:04");
        location(press(&ada, "front", &[two, own], "down:2"));
        assert_eq!(order(&ada, "front"), [1, 2]);
        location(press(&ada, "front", &[own, two], "up:2"));
        // What stands in the form twice stands there once.
        location(press(&ada, "front", &[two, own, own], "add:3"));
        location(press(&ada, "front", &[("3", "", ""), two, own], "remove:3"));
        assert_eq!(order(&ada, "front"), [2, 1]);
        assert!(screen(&ada, "front").contains("value=\"2099-01-02T03:04\""));
        location(press(&ada, "front", &[own, two], "save"));
        assert_eq!(order(&ada, "front"), [1, 2]);

        assert_eq!(front(), before, "readers see nothing of a draft");
        let preview = ada.page("/desk/curate/front/preview");
        assert!(preview.contains("src=\"/desk/curate/front/preview/page\""));
        let page = ada.get("/desk/curate/front/preview/page").is(200);
        assert!(page.text().contains("Islands without post"));
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-frame-options"), "SAMEORIGIN");
        assert_eq!(page.header("x-robots-tag"), "noindex");
        let csp = page.header("content-security-policy");
        assert!(csp.contains("frame-ancestors 'self'"), "{csp}");

        let old = hidden(&screen(&ada, "front"), "base");
        location(press(&ada, "front", &[two, own], "publish"));
        let after = front();
        let at = |headline: &str| after.find(headline).unwrap();
        assert!(at("Last lighthouse keeper") < at("Islands without post"));
        assert!(at("Islands without post") < at("Small boats"));
        let page = screen(&ada, "front");
        assert!(page.contains("<b>Published.</b>"), "{page}");

        // Elsewhere it keeps its own headline.
        let section = reader.get("/world").is(200).text();
        assert!(section.contains("Ferry strike") && !section.contains("Islands without post"));

        location(press(&ada, "front", &[own, two], "save"));
        location(press(&ada, "front", &[own, two], "discard"));
        assert_eq!((order(&ada, "front"), front()), (vec![2, 1], after));

        // Somebody else was faster.
        let joe = Desk::of(&world, "admin", "joe@example.org");
        location(press(&joe, "front", &[], "save"));
        for button in ["save", "publish", "discard"] {
            let page = plain(
                &send(&ada, "front", &old, &[two, own], button)
                    .is(409)
                    .text(),
            );
            assert!(page.contains("Somebody changed this page meanwhile."));
            assert!(page.contains("Nothing stands first by hand"), "{page}");
        }
        location(press(&ada, "front", &[], "publish"));
        assert!(!front().contains("Islands without post"));

        let audit = ada.page("/desk/audit");
        for words in [
            "rearranged",
            "front: 2, 1",
            "front: nothing by hand",
            "front: draft discarded",
        ] {
            assert!(audit.contains(words), "{words}: {audit}");
        }
        let audit = ada.page("/desk/audit?act=curate&person=joe");
        assert!(audit.contains("No entry is like that."), "{audit}");
        let audit = ada.page("/desk/audit?story=1");
        assert!(audit.contains("href=\"/desk/story/1\"") && !audit.contains("signed in"));
        world.is_whole();
    });
}

#[test]
fn sections_have_their_own_order_and_forms_are_looked_at() {
    on_both(|world| {
        stories(&world);
        let ada = Desk::of(&world, "editor", "ada@example.org");
        let over = ("1", "A strike", "2001-02-03T04:05");
        location(press(&ada, "world", &[over], "publish"));
        let page = screen(&ada, "world");
        assert!(page.contains("readers no longer see it here"), "{page}");
        let section = || world.reader().get("/world").is(200).text();
        assert!(!section().contains("A strike"), "its time is over");
        location(press(&ada, "world", &[("1", "A strike", "")], "publish"));
        assert!(section().contains("A strike"));

        // A story that is not live waits for its turn.
        let draft = world.editor().write(&json!({ "headline": "Not yet" }));
        let number = draft["number"].to_string();
        let slots = [(number.as_str(), "", ""), ("1", "", "")];
        location(press(&ada, "world", &slots, "publish"));
        assert!(screen(&ada, "world").contains("readers do not see it here"));
        assert!(!section().contains("Not yet"));

        let page = ada.page("/desk/curate/world?q=lighthouse");
        assert!(page.contains("value=\"add:2\""), "{page}");

        for (slots, button, status) in [
            (&[("99", "", "")][..], "save", 404),
            (&[("x", "", "")], "save", 422),
            (&[("1", "", "tomorrow")], "save", 422),
            (&[], "explode", 422),
            (&[], "add:", 422),
        ] {
            press(&ada, "world", slots, button).is(status);
        }
        let long = "x".repeat(501);
        press(&ada, "world", &[("1", &long, "")], "save").is(422);
        ada.get("/desk/curate/nowhere").is(404);
        ada.get("/desk/curate/nowhere/preview/page").is(404);

        // Nobody below an editor decides; nobody who is not signed in looks.
        let joe = Desk::of(&world, "reporter", "joe@example.org");
        for path in [
            "/desk/curate",
            "/desk/curate/front",
            "/desk/curate/front/preview",
            "/desk/curate/front/preview/page",
            "/desk/audit",
        ] {
            joe.get(path).is(403);
            let told = location(world.reader().get(path));
            assert!(told.starts_with("/desk/sign-in?next="), "{told}");
        }
        send(&joe, "front", "", &[], "save").is(403);
        let audit = joe.page("/desk/story/1/audit");
        assert!(audit.contains("<b>published</b>"), "{audit}");
        joe.get("/desk/story/77/audit").is(404);
        world.is_whole();
    });
}

#[test]
fn a_slot_ends_by_the_clock_of_the_newsroom() {
    let world = World::new();
    stories(&world);
    let ada = Desk::of(&world, "editor", "ada@example.org");
    // An hour ago by the clock of London is hours ahead by that of New York.
    let clock = in_seconds(-3_600.0);
    let slot = [("1", "Islands without post", &clock[..16])];
    for (zone, name, shown) in [
        ("Etc/UTC", "UTC", false),
        ("America/New_York", "US Eastern", true),
    ] {
        let about = json!({ "name": "Gazette", "zone": zone });
        let admin = world.admin();
        admin.send("PUT", "/api/v1/settings/site", &about).is(200);
        location(press(&ada, "front", &slot, "publish"));
        let page = screen(&ada, "front");
        assert!(page.contains(&format!("({name})")), "{page}");
        assert!(page.contains(&format!("value=\"{}\"", slot[0].2)), "{page}");
        let front = world.reader().get("/").is(200).text();
        assert_eq!(front.contains("Islands without post"), shown, "{zone}");
    }
}
