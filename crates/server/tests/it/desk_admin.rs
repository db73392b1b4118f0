//! The screens of whoever runs the site: what they change, what they refuse, and who may not use them.

use serde_json::json;

use crate::desk::{Desk, between, hidden, plain};
use crate::http::Person;
use crate::world::World;

/// The number of somebody of the staff.
fn number(world: &World, email: &str) -> String {
    let list = world.run(&["staff", "list"]).is(0).out;
    let line = list.lines().find(|l| l.contains(email)).unwrap();
    line.split('\t').next().unwrap().to_owned()
}

#[test]
fn only_admins_run_the_site_and_only_from_its_own_forms() {
    let world = World::new();
    let admin = Desk::of(&world, "admin", "ada@example.org");
    let editor = Desk::of(&world, "editor", "joe@example.org");
    let stranger = Desk::stranger(&world);
    let screens = ["/desk/admin", "/desk/admin/staff", "/desk/admin/tokens"];
    for screen in screens {
        assert_eq!(stranger.get(screen).status, 303, "{screen}");
        assert_eq!(editor.get(screen).status, 403, "{screen}");
    }
    let forms = [
        "/desk/admin/staff",
        "/desk/admin/staff/2/role",
        "/desk/admin/staff/2/lock",
        "/desk/admin/staff/2/unlock",
        "/desk/admin/staff/2/reset",
        "/desk/admin/staff/2/leave",
        "/desk/admin/tokens",
        "/desk/admin/tokens/1/revoke",
    ];
    for form in forms {
        assert_eq!(admin.send(form, &[("name", "x")]).status, 403, "{form}");
        let forged = [("csrf", "0000"), ("name", "x")];
        assert_eq!(admin.send(form, &forged).status, 403, "{form}");
        assert_eq!(editor.post(form, &[("name", "x")]).status, 403, "{form}");
        assert_eq!(stranger.send(form, &[]).status, 303, "{form}");
    }
    assert_eq!(
        admin.get("/desk/admin").header("location"),
        "/desk/admin/staff"
    );
}

#[test]
fn people_are_invited_and_come_in_by_their_link() {
    let world = World::new();
    let admin = Desk::of(&world, "admin", "ada@example.org");
    let page = admin.page("/desk/admin/staff");
    assert!(
        page.contains("ada@example.org") && page.contains("Administrator"),
        "{page}"
    );

    let form = [
        ("email", "nadia@example.org"),
        ("name", "Nadia Rahman"),
        ("role", "reporter"),
    ];
    let answer = admin.post("/desk/admin/staff", &form).is(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = plain(&answer.text());
    let link = between(&page, "id=\"invitation-link\">", "<").to_owned();
    assert!(link.starts_with("http://"), "{link}");
    assert!(
        !admin.page("/desk/admin/staff").contains(&link),
        "it is shown once"
    );
    assert!(admin.page("/desk/admin/staff").contains("Invited"));

    let nadia = Desk::stranger(&world);
    nadia.accept(&link);
    let page = admin.page("/desk/admin/staff");
    assert!(
        !page.contains(">Invited<") && page.contains("password and app"),
        "{page}"
    );
    assert!(nadia.page("/desk/me").contains("Nadia Rahman"));
    assert_eq!(
        Desk::stranger(&world)
            .get(&link[link.find("/desk").unwrap()..])
            .status,
        410
    );

    let again = admin.wrong(
        "/desk/admin/staff",
        &[("email", "NADIA@example.org"), ("role", "editor")],
        422,
    );
    assert!(
        again.contains("is that of Nadia Rahman, who is of the staff already"),
        "{again}"
    );
    let wrong = admin.wrong(
        "/desk/admin/staff",
        &[("email", "nadia"), ("role", "editor")],
        422,
    );
    assert!(
        wrong.contains("no mail address") && wrong.contains("value=\"nadia\""),
        "{wrong}"
    );
}

#[test]
fn a_role_changes_at_once_and_whoever_is_locked_out_is_out() {
    let world = World::new();
    let admin = Desk::of(&world, "admin", "ada@example.org");
    let other = Desk::of(&world, "admin", "joe@example.org");
    let joe = number(&world, "joe@example.org");
    let at = |what: &str| format!("/desk/admin/staff/{joe}/{what}");

    assert_eq!(other.get("/desk/admin/staff").status, 200);
    let said = admin.done(&at("role"), &[("role", "moderator")]);
    assert!(said.contains("joe is now a moderator."), "{said}");
    assert_eq!(other.get("/desk/admin/staff").status, 403);
    assert_eq!(other.get("/desk/me").status, 200);

    assert!(admin.done(&at("lock"), &[]).contains("joe is locked out."));
    assert_eq!(other.get("/desk/me").status, 303);
    let refused = sign_in(&other, "joe@example.org");
    assert!(refused.contains("do not belong together"), "{refused}");
    let said = admin.wrong(&at("reset"), &[], 409);
    assert!(said.contains("let them back in first"), "{said}");
    assert!(
        admin
            .done(&at("unlock"), &[])
            .contains("joe may come in again.")
    );
    assert_eq!(other.get("/desk/me").status, 303, "old sessions stay ended");
    let taken = sign_in(&other, "joe@example.org");
    assert!(taken.contains("name=\"code\""), "{taken}");

    // A new link takes the old ways in.
    let page = plain(&admin.post(&at("reset"), &[]).is(200).text());
    let link = between(&page, "id=\"invitation-link\">", "<").to_owned();
    assert!(sign_in(&other, "joe@example.org").contains("do not belong together"));
    other.accept(&link);
    assert_eq!(other.get("/desk/me").status, 200);

    assert!(admin.done(&at("leave"), &[]).contains("joe has left."));
    assert_eq!(other.get("/desk/me").status, 303);
    assert_eq!(
        admin
            .wrong(&at("lock"), &[], 409)
            .matches("Joe has left")
            .count(),
        1
    );
    let form = [("email", "joe@example.org"), ("role", "editor")];
    assert!(
        admin
            .wrong("/desk/admin/staff", &form, 422)
            .contains("invite them back")
    );
    let page = plain(&admin.post(&at("reset"), &[]).is(200).text());
    other.accept(between(&page, "id=\"invitation-link\">", "<"));
    assert_eq!(other.get("/desk/me").status, 200);
}

/// Gives the password, and answers with the screen that follows.
fn sign_in(desk: &Desk, email: &str) -> String {
    let page = desk.get("/desk/sign-in").text();
    let fields = [
        ("csrf", &*hidden(&page, "csrf")),
        ("step", "start"),
        ("email", email),
        ("password", "correct horse battery"),
    ];
    plain(&desk.send("/desk/sign-in", &fields).text())
}

#[test]
fn nobody_takes_power_from_themself_or_from_the_last_admin() {
    let world = World::new();
    let admin = Desk::of(&world, "admin", "ada@example.org");
    let own = number(&world, "ada@example.org");
    for (what, fields) in [
        ("role", vec![("role", "editor")]),
        ("lock", vec![]),
        ("reset", vec![]),
        ("leave", vec![]),
    ] {
        let path = format!("/desk/admin/staff/{own}/{what}");
        let said = admin.wrong(&path, &fields, 409);
        assert!(
            said.contains("Nobody may do this to themself"),
            "{what}: {said}"
        );
    }
    assert_eq!(admin.post("/desk/admin/staff/99/lock", &[]).status, 404);
    assert_eq!(admin.post("/desk/admin/staff/99/promote", &[]).status, 404);
    assert_eq!(
        admin
            .post("/desk/admin/staff/1/role", &[("role", "king")])
            .status,
        422
    );
    let refused = world.run(&["staff", "add", "ada@example.org", "--role", "editor"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("is the only administrator"),
        "{}",
        refused.err
    );
    assert_eq!(admin.get("/desk/admin/staff").status, 200);
}

#[test]
fn tokens_are_shown_once_and_revoked() {
    let world = World::new();
    let admin = Desk::of(&world, "admin", "ada@example.org");
    let form = [("name", "wire importer"), ("role", "reporter")];
    let page = admin.post("/desk/admin/tokens", &form).is(200).text();
    let secret = between(&page, "id=\"fresh-token\">", "<").to_owned();
    assert!(!admin.page("/desk/admin/tokens").contains(&secret));
    assert!(admin.page("/desk/admin/tokens").contains("Never used"));
    let program = Person {
        token: Some(secret),
        ..world.reader()
    };
    program.write(&json!({ "headline": "By wire" }));
    assert!(admin.page("/desk/admin/tokens").contains("Last used"));
    assert!(
        admin
            .wrong(
                "/desk/admin/tokens",
                &[("name", " "), ("role", "reporter")],
                422
            )
            .contains("The name is empty.")
    );

    let said = admin.done("/desk/admin/tokens/1/revoke", &[]);
    assert!(
        said.contains("The token is revoked.") && said.contains("Revoked"),
        "{said}"
    );
    assert_eq!(program.get("/api/v1/stories").status, 401);
    assert_eq!(admin.post("/desk/admin/tokens/1/revoke", &[]).status, 404);
    world.is_whole();
}
