//! The house style: what the newsroom writes this way and not that way.

use serde_json::{Value, json};
use story::house::Rule;

use super::{Wrong, act, errors};
use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit, nothing_here};
use crate::error::Problem;
use crate::newsroom::house::{self, Starter};
use crate::urls;

const SCREEN: &str = "/desk/admin/house-style";
/// How many stand on a screen.
const PER_PAGE: usize = 100;

/// `GET /desk/admin/house-style?q=&page=`
pub fn show(visit: &Visit) -> Outcome {
    list(visit, None, None)
}

fn list(visit: &Visit, form: Option<Value>, wrong: Option<Wrong>) -> Outcome {
    let all = visit.app.newsroom.db.read(house::all)?;
    let words = visit.asked("q").to_lowercase();
    let holds = |rule: &Rule| {
        let texts = [
            rule.find.as_str(),
            rule.suggestion.as_deref().unwrap_or_default(),
            &rule.reason,
        ];
        texts
            .iter()
            .any(|text| text.to_lowercase().contains(&words))
    };
    let found: Vec<&(i64, Rule)> = all.iter().filter(|(_, rule)| holds(rule)).collect();
    let page = visit.asked("page").parse().unwrap_or(1_usize);
    let from = page.saturating_sub(1).saturating_mul(PER_PAGE);
    let rows: Vec<Value> = found
        .iter()
        .skip(from)
        .take(PER_PAGE)
        .map(|(id, rule)| row(*id, rule))
        .collect();
    let place = |page: usize| format!("{SCREEN}?q={}&page={page}", urls::escape(visit.asked("q")));
    let previous = (page > 1).then(|| place(page - 1));
    let next = (from.saturating_add(PER_PAGE) < found.len()).then(|| place(page + 1));
    screen_of(
        visit,
        form,
        wrong,
        json!({ "count": all.len(), "rule": null, "rules": rows, "previous": previous, "next": next }),
    )
}

fn row(id: i64, rule: &Rule) -> Value {
    let is_pattern = house::is_pattern(rule);
    let find = if is_pattern {
        &rule.find[1..rule.find.len() - 1]
    } else {
        &rule.find
    };
    json!({
        "id": id,
        "find": find,
        "kind": if is_pattern { "pattern" } else { "word" },
        "suggestion": rule.suggestion.as_deref().unwrap_or_default(),
        "reason": rule.reason,
        "on": rule.on,
    })
}

fn screen_of(visit: &Visit, form: Option<Value>, wrong: Option<Wrong>, found: Value) -> Outcome {
    let blank = || json!({ "find": "", "kind": "word", "suggestion": "", "reason": "" });
    let (status, errors) = errors(wrong);
    let context = json!({
        "errors": errors,
        "q": visit.asked("q"),
        "count": found["count"],
        "rule": found["rule"],
        "form": form.unwrap_or_else(blank),
        "rules": found["rules"],
        "pager": { "previous": found["previous"], "next": found["next"] },
    });
    screen::show_as(visit, status, "admin/house-style", context)
}

/// `GET /desk/admin/house-style/{id}`
pub fn open(visit: &Visit, id: i64) -> Outcome {
    let all = visit.app.newsroom.db.read(house::all)?;
    let rule = all.iter().find(|(number, _)| *number == id);
    let (id, rule) =
        rule.ok_or_else(|| Problem::new(404, "Somebody has changed or removed this rule since."))?;
    one(visit, row(*id, rule), None)
}

fn one(visit: &Visit, rule: Value, wrong: Option<Wrong>) -> Outcome {
    let found = json!({ "count": 0, "rule": rule, "rules": [], "previous": null, "next": null });
    screen_of(visit, None, wrong, found)
}

/// The rule of the form; a pattern stands between slashes.
fn typed(visit: &Visit, on: bool) -> Rule {
    let find = visit.text("find");
    let suggestion = visit.text("suggestion");
    Rule {
        find: if visit.text("kind") == "pattern" {
            format!("/{find}/")
        } else {
            find
        },
        suggestion: Some(suggestion).filter(|s| !s.is_empty()),
        reason: visit.text("reason"),
        on,
    }
}

fn typed_again(visit: &Visit) -> Value {
    json!({
        "find": visit.text("find"),
        "kind": if visit.text("kind") == "pattern" { "pattern" } else { "word" },
        "suggestion": visit.text("suggestion"),
        "reason": visit.text("reason"),
    })
}

fn done(visit: &Visit, words: &str) -> Outcome {
    Ok(screen::told(visit, SCREEN, "ok", words))
}

/// `POST /desk/admin/house-style`
pub fn add(visit: &Visit) -> Outcome {
    let rule = typed(visit, true);
    match act(visit, |tx, by| house::add(tx, by, rule))? {
        Ok(()) => done(visit, "The rule is added."),
        Err(wrong) => list(visit, Some(typed_again(visit)), Some(wrong)),
    }
}

/// `POST /desk/admin/house-style/{id}`
pub fn change(visit: &Visit, id: i64) -> Outcome {
    let rule = typed(visit, visit.text("on") == "1");
    match act(visit, |tx, by| house::change(tx, by, id, rule))? {
        Ok(()) => done(visit, "The rule is saved."),
        Err(wrong) => {
            let mut again = typed_again(visit);
            again["id"] = id.into();
            again["on"] = (visit.text("on") == "1").into();
            one(visit, again, Some(wrong))
        }
    }
}

/// `POST /desk/admin/house-style/{id}/{what}`
pub fn keep(visit: &Visit, (id, what): (i64, String)) -> Outcome {
    let said = match what.as_str() {
        "remove" => act(visit, |tx, by| house::remove(tx, by, id))?
            .map(|rule| format!("The rule for “{}” is removed.", rule.find)),
        "switch" => {
            let on = visit.text("on") == "1";
            let word = if on { "on" } else { "off" };
            act(visit, |tx, by| house::switch(tx, by, id, on))?
                .map(|rule| format!("The rule for “{}” is {word}.", rule.find))
        }
        _ => return Err(nothing_here()),
    };
    match said {
        Ok(words) => done(visit, &words),
        Err(wrong) => list(visit, None, Some(wrong)),
    }
}

/// `POST /desk/admin/house-style/starter`
pub fn starter(visit: &Visit) -> Outcome {
    let named = Starter::named(&visit.text("list"));
    let chosen =
        named.ok_or_else(|| Problem::new(422, "There is no starter list of this name."))?;
    match act(visit, |tx, by| house::start(tx, by, chosen))? {
        Ok(0) => done(visit, "All rules of the list were there."),
        Ok(1) => done(visit, "One rule is added."),
        Ok(n) => done(visit, &format!("{n} rules are added.")),
        Err(wrong) => list(visit, None, Some(wrong)),
    }
}
