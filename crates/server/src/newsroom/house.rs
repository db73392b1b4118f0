//! The house style: the rules that the newsroom keeps, one by one.
//!
//! Where it has kept none yet, it has the list that comes with the program for the site's language: American for
//! `en-US`, British for all other English, none for other languages.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use store::{Tx, Write, settings};
use story::Fault;
use story::house::{MAX_PATTERNS, MAX_RULES, Rule, Rules};

use super::Error;
use super::people::{self, By};

/// The setting that holds the rules.
const HOUSE: &str = "house";

/// A list that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Starter {
    British,
    American,
}

impl Starter {
    /// The list of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "british" => Some(Self::British),
            "american" => Some(Self::American),
            _ => None,
        }
    }

    fn rules(self) -> Rules {
        match self {
            Self::British => Rules::british(),
            Self::American => Rules::american(),
        }
    }

    fn of_language(language: &str) -> Option<Self> {
        let language = language.to_ascii_lowercase();
        match language.as_str() {
            "en-us" => Some(Self::American),
            "en" => Some(Self::British),
            other if other.starts_with("en-") => Some(Self::British),
            _ => None,
        }
    }
}

/// What the rules were made of, and the rules.
type Made = Option<(Value, Arc<Rules>)>;

/// The rules that were made last. Compiling hundreds of patterns takes longer than checking a story with them.
static MADE: Mutex<Made> = Mutex::new(None);

/// The rules, ready to be used.
///
/// # Errors
/// Of the store.
pub fn rules(tx: &mut Tx<'_>) -> store::Result<Arc<Rules>> {
    let kept: Value = match settings::get(tx, HOUSE)? {
        Some(kept) => kept,
        // The list stands for itself, under the language that it is for.
        None => Value::from(language(tx)?),
    };
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, rules)) = made.as_ref()
        && *of == kept
    {
        return Ok(Arc::clone(rules));
    }
    let rules = match &kept {
        Value::String(language) => Starter::of_language(language).map(Starter::rules),
        // What cannot be read here was written by another version of the program; suggestions can wait.
        list => Rules::from_json(list).ok(),
    };
    let rules = Arc::new(rules.unwrap_or_default());
    *made = Some((kept, Arc::clone(&rules)));
    Ok(rules)
}

/// The language of the site, where it is set.
fn language(tx: &mut Tx<'_>) -> store::Result<String> {
    let about: Option<Value> = settings::get(tx, "site")?;
    let language = about.and_then(|about| about["language"].as_str().map(str::to_owned));
    Ok(language.unwrap_or_else(|| "en".to_owned()))
}

/// The rules in their order, each with its number.
///
/// # Errors
/// Of the store.
pub fn all(tx: &mut Tx<'_>) -> store::Result<Vec<(i64, Rule)>> {
    let rules = rules(tx)?;
    let numbered = |rule: &Rule| (number(rule), rule.clone());
    Ok(rules.all().iter().map(numbered).collect())
}

/// The number of a rule: made of what it finds, so that it stays the same when others come and go. FNV-1a, of which
/// 52 bits fit every script's numbers.
#[must_use]
pub fn number(rule: &Rule) -> i64 {
    let hash = rule
        .find
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    (hash >> 12).cast_signed()
}

/// Adds a rule at the head of the list.
///
/// # Errors
/// What is wrong with it; also if there is one that finds the same.
pub fn add(tx: &mut Write<'_>, by: By<'_>, rule: Rule) -> Result<(), Error> {
    let mut all = begin(tx, by)?;
    fits(&all, &rule, None)?;
    let detail = format!("add {}", rule.find);
    all.insert(0, rule);
    keep(tx, by, &all, &detail)
}

/// Changes a rule.
///
/// # Errors
/// What is wrong with it; also if there is no such rule any more, or another that finds the same.
pub fn change(tx: &mut Write<'_>, by: By<'_>, id: i64, rule: Rule) -> Result<(), Error> {
    let mut all = begin(tx, by)?;
    let at = find(&all, id)?;
    fits(&all, &rule, Some(at))?;
    let detail = format!("change {}", rule.find);
    all[at] = rule;
    keep(tx, by, &all, &detail)
}

/// Takes a rule into use or out of it.
///
/// # Errors
/// If there is no such rule any more.
pub fn switch(tx: &mut Write<'_>, by: By<'_>, id: i64, on: bool) -> Result<Rule, Error> {
    let mut all = begin(tx, by)?;
    let at = find(&all, id)?;
    all[at].on = on;
    let word = if on { "turn on" } else { "turn off" };
    keep(tx, by, &all, &format!("{word} {}", all[at].find))?;
    Ok(all.swap_remove(at))
}

/// Removes a rule.
///
/// # Errors
/// If there is no such rule any more.
pub fn remove(tx: &mut Write<'_>, by: By<'_>, id: i64) -> Result<Rule, Error> {
    let mut all = begin(tx, by)?;
    let gone = all.remove(find(&all, id)?);
    keep(tx, by, &all, &format!("remove {}", gone.find))?;
    Ok(gone)
}

/// Adds those rules of a list that are not there yet; answers how many.
///
/// # Errors
/// If there would be too many.
pub fn start(tx: &mut Write<'_>, by: By<'_>, list: Starter) -> Result<usize, Error> {
    let mut all = begin(tx, by)?;
    let before = all.len();
    for rule in list.rules().all() {
        if !all.iter().any(|known| known.find == rule.find) {
            all.push(rule.clone());
        }
    }
    let (rules, patterns) = (all.len(), all.iter().filter(|r| is_pattern(r)).count());
    if rules > MAX_RULES || patterns > MAX_PATTERNS {
        return Err(Error::Against(format!(
            "with this list there would be {rules} rules, {patterns} of them patterns; {MAX_RULES} and {MAX_PATTERNS} \
             are the most"
        )));
    }
    let added = all.len() - before;
    let detail = format!("add {added} of the {list:?} list");
    keep(tx, by, &all, &detail)?;
    Ok(added)
}

/// Whether what a rule finds is a pattern, which stands between slashes.
#[must_use]
pub fn is_pattern(rule: &Rule) -> bool {
    rule.find.len() > 2 && rule.find.starts_with('/') && rule.find.ends_with('/')
}

fn begin(tx: &mut Write<'_>, by: By<'_>) -> Result<Vec<Rule>, Error> {
    people::admin(tx, by)?;
    Ok(rules(tx)?.all().to_vec())
}

fn find(all: &[Rule], id: i64) -> Result<usize, Error> {
    all.iter()
        .position(|rule| number(rule) == id)
        .ok_or_else(|| Error::Missing("somebody has changed or removed this rule since".into()))
}

/// Whether a rule can be used and is the only one of its kind. Only this one is compiled here: the others have been.
fn fits(all: &[Rule], rule: &Rule, instead_of: Option<usize>) -> Result<(), Error> {
    Rules::new(vec![rule.clone()])?;
    let others = || {
        all.iter()
            .enumerate()
            .filter(|(at, _)| Some(*at) != instead_of)
    };
    if others().any(|(_, other)| other.find == rule.find) {
        return Err(Fault::at("find", "has a rule already").into());
    }
    let patterns = others().filter(|(_, other)| is_pattern(other)).count();
    if others().count() >= MAX_RULES || (is_pattern(rule) && patterns >= MAX_PATTERNS) {
        return Err(Error::Against(format!(
            "a newsroom keeps {MAX_RULES} rules at most, {MAX_PATTERNS} of them patterns"
        )));
    }
    Ok(())
}

fn keep(tx: &mut Write<'_>, by: By<'_>, all: &[Rule], detail: &str) -> Result<(), Error> {
    settings::keep(tx, HOUSE, &all)?;
    people::note(tx, by.actor, "house style", detail)
}
