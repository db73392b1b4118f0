//! The site: what readers see on every page, the policies, and how strict the check before publishing is.

use serde_json::{Map, Value, json};
use store::settings;
use story::ready::Rule;

use super::{Wrong, act, errors};
use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit};
use crate::error::Problem;
use crate::newsroom::{readiness, setting};
use crate::site::making::{ABOUT, About, POLICIES};
use crate::site::view::Policy;

const SCREEN: &str = "/desk/admin/site";
/// Most policies.
const MOST: usize = 100;

/// `GET /desk/admin/site`
pub fn show(visit: &Visit) -> Outcome {
    page(visit, None, None, None)
}

fn page(
    visit: &Visit,
    about: Option<About>,
    policies: Option<Vec<Policy>>,
    wrong: Option<Wrong>,
) -> Outcome {
    let (kept, levels) = visit.app.newsroom.db.read(|tx| {
        let kept: Option<Vec<Policy>> = settings::get(tx, POLICIES)?;
        Ok::<_, store::Error>((kept, readiness::levels(tx)?))
    })?;
    let about = about.unwrap_or_else(|| screen::about(visit));
    let policies: Vec<Value> = policies
        .or(kept)
        .unwrap_or_default()
        .iter()
        .map(|p| json!({ "title": p.title, "text": p.paragraphs.join("\n\n") }))
        .collect();
    let checks: Vec<Value> = Rule::ALL
        .iter()
        .map(|rule| {
            json!({
                "rule": rule,
                "name": screen::sentence(&rule.as_str().replace('_', " ")).trim_end_matches('.'),
                "words": screen::sentence(rule.title()),
                "level": levels.of(*rule),
                "fixed": readiness::ALWAYS.contains(rule),
            })
        })
        .collect();
    let (status, errors) = errors(wrong);
    let context = json!({
        "errors": errors,
        "site": {
            "name": about.name, "tagline": about.tagline, "language": about.language, "zone": about.zone,
            "letters": about.letters, "imprint": about.imprint,
        },
        "policies": policies,
        "checks": checks,
    });
    screen::show_as(visit, status, "admin/site", context)
}

fn saved(visit: &Visit, words: &str) -> Outcome {
    Ok(screen::told(visit, SCREEN, "ok", words))
}

/// `POST /desk/admin/site`
pub fn change(visit: &Visit) -> Outcome {
    let about = About {
        name: visit.text("name"),
        tagline: visit.text("tagline"),
        language: visit.text("language"),
        zone: visit.text("zone"),
        letters: Some(visit.text("letters")).filter(|l| !l.is_empty()),
        imprint: visit.text("imprint"),
    };
    let changed = act(visit, |tx, by| {
        about.check()?;
        setting::change(tx, by, ABOUT, &about)
    })?;
    match changed {
        Ok(()) => saved(visit, "What readers see is saved."),
        Err(wrong) => page(visit, Some(about), None, Some(wrong)),
    }
}

/// `POST /desk/admin/policies`: pairs of a title and its text.
pub fn policies(visit: &Visit) -> Outcome {
    let policies = pairs(visit.fields())?;
    let missing = policies
        .iter()
        .any(|p| p.title.is_empty() || p.paragraphs.is_empty());
    if missing || policies.len() > MOST {
        let words = if missing {
            "A policy has a title and a text. Empty both to drop it.".to_owned()
        } else {
            format!("There are {MOST} policies at most.")
        };
        let wrong = Wrong::at(422, "", &words);
        return page(visit, None, Some(policies), Some(wrong));
    }
    match act(visit, |tx, by| setting::change(tx, by, POLICIES, &policies))? {
        Ok(()) => saved(visit, "The policies are saved."),
        Err(wrong) => page(visit, None, Some(policies), Some(wrong)),
    }
}

fn pairs(fields: &[(String, String)]) -> Result<Vec<Policy>, Problem> {
    let of = |name: &'static str| {
        let named = fields.iter().filter(move |(n, _)| n == name);
        named.map(|(_, value)| value.trim())
    };
    if of("title").count() != of("text").count() {
        return Err(Problem::new(
            422,
            "Each policy of the form has one title and one text.",
        ));
    }
    let all = of("title").zip(of("text")).map(|(title, text)| Policy {
        title: title.to_owned(),
        paragraphs: paragraphs(text),
    });
    Ok(all
        .filter(|p| !p.title.is_empty() || !p.paragraphs.is_empty())
        .collect())
}

/// An empty line parts paragraphs; a single break of a line is a space.
fn paragraphs(text: &str) -> Vec<String> {
    let text: Vec<&str> = text.lines().map(str::trim).collect();
    text.split(|line| line.is_empty())
        .map(|lines| lines.join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// `POST /desk/admin/checks`: a field `check.{rule}` for each rule.
pub fn checks(visit: &Visit) -> Outcome {
    let given: Map<String, Value> = visit
        .fields()
        .iter()
        .filter_map(|(name, level)| {
            let rule = name.strip_prefix("check.")?;
            Some((rule.to_owned(), level.as_str().into()))
        })
        .collect();
    let given = Value::Object(given);
    match act(visit, |tx, by| setting::change_checks(tx, by, &given))? {
        Ok(()) => saved(visit, "The check before publishing is saved."),
        Err(wrong) => page(visit, None, None, Some(wrong)),
    }
}
