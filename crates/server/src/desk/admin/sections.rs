//! The sections: the row at the head of the site.

use serde_json::{Value, json};
use store::{names, surveys};

use super::{Wrong, act, errors};
use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit, nothing_here};
use crate::newsroom::sections::{self, Typed};

const SCREEN: &str = "/desk/admin/sections";

/// `GET /desk/admin/sections`
pub fn show(visit: &Visit) -> Outcome {
    page(visit, None, None)
}

fn page(visit: &Visit, form: Option<Value>, wrong: Option<Wrong>) -> Outcome {
    let (all, counts) = visit
        .app
        .newsroom
        .db
        .read(|tx| Ok::<_, store::Error>((names::sections(tx)?, surveys::sections(tx)?)))?;
    let count = |slug: &str| {
        let found = counts.iter().find(|(section, _)| section == slug);
        found.map_or(0, |(_, count)| *count)
    };
    let all: Vec<Value> = all
        .iter()
        .map(|s| {
            json!({
                "slug": s.slug, "name": s.name, "description": s.description, "stories": count(&s.slug),
            })
        })
        .collect();
    let (status, errors) = errors(wrong);
    let context = json!({
        "errors": errors,
        "form": form.unwrap_or_else(|| json!({ "name": "", "slug": "", "description": "" })),
        "sections": all,
    });
    screen::show_as(visit, status, "admin/sections", context)
}

/// `POST /desk/admin/sections`
pub fn add(visit: &Visit) -> Outcome {
    let (name, slug, about) = fields(visit);
    let typed = Typed {
        name: &name,
        slug: &slug,
        description: &about,
    };
    match act(visit, |tx, by| sections::add(tx, by, typed))? {
        Ok(()) => Ok(screen::told(visit, SCREEN, "ok", "The section is added.")),
        Err(wrong) => {
            let form = json!({ "name": name, "slug": slug, "description": about });
            page(visit, Some(form), Some(wrong))
        }
    }
}

/// `POST /desk/admin/sections/{slug}`
pub fn change(visit: &Visit, slug: String) -> Outcome {
    let (name, new, about) = fields(visit);
    let typed = Typed {
        name: &name,
        slug: &new,
        description: &about,
    };
    match act(visit, |tx, by| sections::change(tx, by, &slug, typed))? {
        Ok(()) => Ok(screen::told(visit, SCREEN, "ok", "The section is saved.")),
        Err(mut wrong) => {
            // The form that is wrong is one of many on the screen: the words stand above them all.
            wrong.error["field"] = "".into();
            page(visit, None, Some(wrong))
        }
    }
}

fn fields(visit: &Visit) -> (String, String, String) {
    (
        visit.text("name"),
        visit.text("slug"),
        visit.text("description"),
    )
}

/// `POST /desk/admin/sections/{slug}/{what}`
pub fn arrange(visit: &Visit, (slug, what): (String, String)) -> Outcome {
    match what.as_str() {
        "move" => {
            let up = match visit.text("to").as_str() {
                "up" => true,
                "down" => false,
                _ => return Err(nothing_here()),
            };
            match act(visit, |tx, by| sections::shift(tx, by, &slug, up))? {
                Ok(()) => Ok(screen::to(SCREEN)),
                Err(wrong) => page(visit, None, Some(wrong)),
            }
        }
        "merge" => {
            let into = visit.text("into");
            match act(visit, |tx, by| sections::merge(tx, by, &slug, &into))? {
                Ok(()) => Ok(screen::told(
                    visit,
                    SCREEN,
                    "ok",
                    "The sections are merged.",
                )),
                Err(wrong) => page(visit, None, Some(wrong)),
            }
        }
        _ => Err(nothing_here()),
    }
}
