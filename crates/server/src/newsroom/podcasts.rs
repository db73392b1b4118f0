//! Podcasts: shows and their episodes, from the first idea to the day on which one is taken back.
//!
//! An episode has no revisions: what is saved of a live one is what listeners see, and the audit says who saved it. Its sound
//! is made by a job; the old one stays up until the new one is whole. Before it is live nobody but staff can know of it.

mod typed;

use store::assets::{self, Kind, Status as Made};
use store::podcasts::{self, Episode, EpisodeDetails, Show, ShowDetails};
use store::{Micros, Tx, Write, jobs, settings};
use story::slug::slug;
use story::{Fault, Role, Status};

use super::derived::is_heard;
use super::{Actor, Error, people, renditions};
use crate::times;

pub use typed::{EpisodeTyped, ShowTyped, categories, chapters_typed, people_typed};

/// The job that makes what is heard of an episode. Its subject is the episode's number.
pub const EPISODE_JOB: &str = "film-episode";
/// The job that makes the cover of a show. Its subject is the show's slug, or [`LISTEN`].
pub const COVER_JOB: &str = "media-cover";
/// The podcasts of stories, as the subject of that job; no slug has a slash.
pub const LISTEN: &str = "/listen";
/// The job that publishes an episode whose time has come. Its subject is the episode's number.
pub const AIR_JOB: &str = "publish-episode";
/// Directories take covers from so many pixels to a side.
pub const COVER: (u32, u32) = (1_400, 3_000);
/// A time that is only just over is taken for now: clocks differ.
const GRACE: Micros = 60 * 1_000_000;

fn at_least(actor: &Actor, role: Role, what: &'static str) -> Result<(), Error> {
    if actor.role < role {
        return Err(Error::Forbidden(what, role));
    }
    Ok(())
}

fn show(tx: &mut Tx<'_>, slug: &str) -> Result<Show, Error> {
    podcasts::by_slug(tx, slug)?
        .ok_or_else(|| Error::Missing(format!("there is no podcast {slug}")))
}

fn episode(tx: &mut Tx<'_>, number: i64) -> Result<Episode, Error> {
    podcasts::episode(tx, number)?
        .ok_or_else(|| Error::Missing(format!("there is no episode {number}")))
}

// ---- shows

/// Begins a show. `identity` makes of its slug what names it in directories for ever.
///
/// # Errors
/// What is wrong with a field; a refusal below an editor.
pub fn add_show(
    tx: &mut Write<'_>,
    actor: &Actor,
    typed: &ShowTyped,
    identity: impl FnOnce(&str) -> String,
) -> Result<Show, Error> {
    at_least(actor, Role::Editor, "begin a podcast")?;
    let base = slug(&typed.name);
    let mut own = base.clone();
    for n in 2.. {
        if podcasts::by_slug(tx, &own)?.is_none() {
            break;
        }
        own = format!("{base}-{n}");
    }
    let mut made = Show {
        details: ShowDetails {
            guid: identity(&own),
            ..ShowDetails::default()
        },
        slug: own,
        ..Show::default()
    };
    typed.put_into(&mut made)?;
    is_free(tx, &made)?;
    podcasts::put_show(tx, &made)?;
    people::note(tx, actor, "podcast", &format!("begin {}", made.slug))?;
    Ok(made)
}

/// Stories name shows, so a name is one show's.
fn is_free(tx: &mut Tx<'_>, made: &Show) -> Result<(), Error> {
    let same = podcasts::show(tx, &made.name)?.filter(|other| other.slug != made.slug);
    if same.is_some() {
        let words = format!("is \"{}\", as another podcast is called already", made.name);
        return Err(Fault::at("name", words).into());
    }
    Ok(())
}

/// Changes what is known of a show.
///
/// # Errors
/// What is wrong with a field; a refusal below an editor; [`Error::Missing`].
pub fn change_show(
    tx: &mut Write<'_>,
    actor: &Actor,
    slug: &str,
    typed: &ShowTyped,
) -> Result<Show, Error> {
    at_least(actor, Role::Editor, "change a podcast")?;
    let mut changed = show(tx, slug)?;
    typed.put_into(&mut changed)?;
    is_free(tx, &changed)?;
    podcasts::put_show(tx, &changed)?;
    people::note(tx, actor, "podcast", &format!("change {slug}"))?;
    Ok(changed)
}

/// Gives a show a picture of the library as its cover, or none.
///
/// # Errors
/// If it is no picture or too small; a refusal below an editor; [`Error::Missing`].
pub fn cover(
    tx: &mut Write<'_>,
    actor: &Actor,
    slug: &str,
    asset: Option<&str>,
) -> Result<(), Error> {
    at_least(actor, Role::Editor, "change a podcast's cover")?;
    let mut changed = show(tx, slug)?;
    if let Some(asset) = asset {
        square(tx, asset)?;
    }
    changed.details.artwork = asset.map(str::to_owned);
    podcasts::put_show(tx, &changed)?;
    // Before whatever else is made of pictures: somebody waits for it.
    jobs::put(tx, COVER_JOB, slug, 0)?;
    let what = asset.unwrap_or("none");
    people::note(tx, actor, "podcast", &format!("cover of {slug}: {what}"))
}

/// The setting that names the picture of the podcasts of stories.
const LISTEN_ARTWORK: &str = "listen_artwork";

/// The picture of the library that the cover of the podcasts of stories is made of.
///
/// # Errors
/// Of the store.
pub fn listen_artwork(tx: &mut Tx<'_>) -> store::Result<Option<String>> {
    settings::get(tx, LISTEN_ARTWORK)
}

/// Gives the podcasts of stories a picture of the library as their cover.
///
/// # Errors
/// If it is no picture or too small; a refusal below an editor.
pub fn listen_cover(tx: &mut Write<'_>, actor: &Actor, asset: &str) -> Result<(), Error> {
    at_least(actor, Role::Editor, "change a podcast's cover")?;
    square(tx, asset)?;
    settings::keep(tx, LISTEN_ARTWORK, &asset)?;
    jobs::put(tx, COVER_JOB, LISTEN, 0)?;
    let words = format!("cover of the stories read aloud: {asset}");
    people::note(tx, actor, "podcast", &words)
}

/// Whether a cover can be made of an asset.
fn square(tx: &mut Write<'_>, asset: &str) -> Result<(), Error> {
    let wrong = |words: String| Err(Fault::at("artwork", words).into());
    let Some(found) = assets::by_id(tx, asset)? else {
        return wrong(format!("is {asset}, which is not in the library"));
    };
    if found.kind != Kind::Image {
        return wrong("must be a picture".into());
    }
    let details = &found.details;
    let until = details.embargoed_until.filter(|until| *until > tx.now);
    if let Some(until) = until {
        return wrong(format!("may not be shown before {}", times::json(until)));
    }
    if details.withdrawn.is_some() || details.restriction.is_some() {
        return wrong("must not be shown, as the library says".into());
    }
    let part = renditions::crop(details, "1x1", (1, 1));
    let side = (part.width * f64::from(details.width.unwrap_or_default())).round() as u32;
    if side < COVER.0 {
        let least = COVER.0;
        return wrong(format!(
            "has {side} pixels to a side where it is square; directories take {least} and more"
        ));
    }
    Ok(())
}

// ---- episodes

/// Begins an episode.
///
/// # Errors
/// A refusal below a reporter; [`Error::Missing`] if there is no such show.
pub fn begin(tx: &mut Write<'_>, actor: &Actor, of: &str, title: &str) -> Result<Episode, Error> {
    at_least(actor, Role::Reporter, "begin an episode")?;
    let of = show(tx, of)?;
    let title = people::line("title", title)?.to_owned();
    let made = Episode {
        number: podcasts::next_number(tx)?,
        show: of.slug,
        slug: slug(&title),
        status: Status::Draft,
        sound: None,
        published: None,
        scheduled: None,
        embargo: None,
        notice: None,
        created: tx.now,
        changed: tx.now,
        details: EpisodeDetails {
            title,
            ..EpisodeDetails::default()
        },
    };
    podcasts::put_episode(tx, &made)?;
    noted(tx, actor, &made, "begin")?;
    Ok(made)
}

fn noted(tx: &mut Write<'_>, actor: &Actor, episode: &Episode, what: &str) -> Result<(), Error> {
    let words = format!("{what} {} of {}", episode.number, episode.show);
    people::note(tx, actor, "episode", &words)
}

/// What is live, or will be without anybody's further word, is the editors' to change.
fn may_change(actor: &Actor, episode: &Episode) -> Result<(), Error> {
    match episode.status {
        Status::Live | Status::Scheduled | Status::Withdrawn => at_least(
            actor,
            Role::Editor,
            "change an episode that is out or will be",
        ),
        _ => at_least(actor, Role::Reporter, "change an episode"),
    }
}

/// Saves what is known of an episode.
///
/// # Errors
/// What is wrong with a field; a refusal of the role; [`Error::Missing`].
pub fn save(
    tx: &mut Write<'_>,
    actor: &Actor,
    number: i64,
    typed: &EpisodeTyped,
) -> Result<Episode, Error> {
    let mut changed = episode(tx, number)?;
    may_change(actor, &changed)?;
    typed.put_into(&mut changed)?;
    if let Some(artwork) = &changed.details.artwork {
        square(tx, artwork)?;
    }
    if changed.published.is_none() {
        changed.slug = slug(&changed.details.title);
    }
    put(tx, &changed)?;
    noted(tx, actor, &changed, "save")?;
    Ok(changed)
}

/// Keeps an episode, and has what is heard of it made anew: its title and chapters are in the file.
fn put(tx: &mut Write<'_>, episode: &Episode) -> Result<(), Error> {
    podcasts::put_episode(tx, episode)?;
    if episode.sound.is_some() {
        let now = tx.now;
        jobs::put(tx, EPISODE_JOB, &episode.number.to_string(), now)?;
    }
    Ok(())
}

/// Chooses what is heard of an episode: a sound of the library, or a film, of which the sound is taken.
///
/// # Errors
/// If it is neither; a refusal of the role; [`Error::Missing`].
pub fn choose_sound(
    tx: &mut Write<'_>,
    actor: &Actor,
    number: i64,
    asset: &str,
) -> Result<(), Error> {
    let mut changed = episode(tx, number)?;
    may_change(actor, &changed)?;
    let found = assets::by_id(tx, asset)?;
    if !found.is_some_and(|found| is_heard(&found)) {
        return Err(Fault::at("sound", "must be a sound or film of the library").into());
    }
    changed.sound = Some(asset.to_owned());
    put(tx, &changed)?;
    noted(tx, actor, &changed, &format!("choose {asset} for"))
}

/// A show has another cover: episodes that are not out yet get it into their files. Those that are keep theirs, for
/// listeners' programs show what the feed says.
///
/// # Errors
/// Of the store.
pub fn cover_is_made(tx: &mut Write<'_>, show: &str) -> Result<(), Error> {
    let now = tx.now;
    for episode in podcasts::all(tx, show, i64::MAX, i64::MAX)? {
        if episode.status != Status::Live && episode.sound.is_some() {
            jobs::put(tx, EPISODE_JOB, &episode.number.to_string(), now)?;
        }
    }
    Ok(())
}

/// What stands against an episode's going out.
fn may_go_out(tx: &mut Tx<'_>, episode: &Episode, at: Micros) -> Result<(), Error> {
    if let Some(until) = episode.embargo.filter(|until| *until > at) {
        return Err(Error::Against(format!(
            "the episode is under embargo until {}",
            times::json(until)
        )));
    }
    if episode.details.title.trim().is_empty() {
        return Err(Fault::at("title", "is empty: an episode needs one").into());
    }
    let Some(sound) = &episode.sound else {
        return Err(Fault::at("sound", "is missing: choose one before it can go out").into());
    };
    let rights = assets::by_id(tx, sound)?.map(|sound| sound.details);
    let rights = rights.unwrap_or_default();
    if let Some(until) = rights.embargoed_until.filter(|until| *until > at) {
        let until = times::json(until);
        return Err(Fault::at("sound", format!("may not be heard before {until}")).into());
    }
    if let Some(end) = rights.rights_end.filter(|end| *end <= at) {
        let end = times::json(end);
        return Err(Fault::at("sound", format!("may not be heard after {end}")).into());
    }
    if let Some(why) = rights.restriction {
        return Err(Fault::at("sound", format!("must not be published: {why}")).into());
    }
    Ok(())
}

/// Publishes an episode: listeners' programs find it in the feed from now on.
///
/// # Errors
/// If something is missing, is still being made, or stands under an embargo; a refusal below an editor.
pub fn publish(tx: &mut Write<'_>, actor: &Actor, number: i64) -> Result<Episode, Error> {
    at_least(actor, Role::Editor, "publish an episode")?;
    let mut out = episode(tx, number)?;
    let now = tx.now;
    may_go_out(tx, &out, now)?;
    if !is_made(tx, &out)? {
        return Err(Error::Against(
            "the episode's sound is still being made; publish it when that is done, or schedule it"
                .into(),
        ));
    }
    if out.status == Status::Live {
        return Err(Error::Against("the episode is live already".into()));
    }
    // One that comes back keeps its place.
    out.published = out.published.or(Some(now));
    (out.status, out.scheduled, out.embargo, out.notice) = (Status::Live, None, None, None);
    podcasts::put_episode(tx, &out)?;
    jobs::cancel(tx, AIR_JOB, &number.to_string())?;
    noted(tx, actor, &out, "publish")?;
    Ok(out)
}

/// Whether what is heard of an episode is made of what the desk has chosen.
fn is_made(tx: &mut Tx<'_>, episode: &Episode) -> Result<bool, Error> {
    let sound = match &episode.sound {
        Some(sound) => assets::by_id(tx, sound)?,
        None => None,
    };
    let made = assets::by_id(tx, &episode.asset())?;
    Ok(sound.zip(made).is_some_and(|(sound, made)| {
        made.status == Made::Ready && made.details.made_of == sound.original
    }))
}

/// Has an episode go out at a time, also if the program is down when it comes.
///
/// # Errors
/// As [`publish`], save that its sound may yet be made; a time that is over.
pub fn schedule(tx: &mut Write<'_>, actor: &Actor, number: i64, at: Micros) -> Result<(), Error> {
    at_least(actor, Role::Editor, "schedule an episode")?;
    let mut out = episode(tx, number)?;
    if !matches!(out.status, Status::Draft | Status::Scheduled) {
        return Err(Error::Against(
            "only what is not out yet can be scheduled".into(),
        ));
    }
    if at < tx.now - GRACE {
        return Err(Fault::at("at", "is over; publish the episode instead").into());
    }
    may_go_out(tx, &out, at)?;
    (out.status, out.scheduled) = (Status::Scheduled, Some(at));
    podcasts::put_episode(tx, &out)?;
    jobs::put(tx, AIR_JOB, &number.to_string(), at)?;
    noted(
        tx,
        actor,
        &out,
        &format!("schedule for {}:", times::json(at)),
    )
}

/// Takes a schedule back: the episode is a draft again.
///
/// # Errors
/// If it is not scheduled; a refusal below an editor.
pub fn hold(tx: &mut Write<'_>, actor: &Actor, number: i64) -> Result<(), Error> {
    at_least(actor, Role::Editor, "hold an episode")?;
    let mut held = episode(tx, number)?;
    if held.status != Status::Scheduled {
        return Err(Error::Against("the episode is not scheduled".into()));
    }
    (held.status, held.scheduled) = (Status::Draft, None);
    podcasts::put_episode(tx, &held)?;
    jobs::cancel(tx, AIR_JOB, &number.to_string())?;
    noted(tx, actor, &held, "hold")
}

/// Sets until when an episode must not go out, or takes that back.
///
/// # Errors
/// If it is out; a refusal below an editor.
pub fn embargo(
    tx: &mut Write<'_>,
    actor: &Actor,
    number: i64,
    until: Option<Micros>,
) -> Result<(), Error> {
    at_least(actor, Role::Editor, "set an embargo")?;
    let mut held = episode(tx, number)?;
    if held.status == Status::Live {
        return Err(Error::Against(
            "the episode is out; withdraw it instead".into(),
        ));
    }
    if until
        .zip(held.scheduled)
        .is_some_and(|(until, at)| until > at)
    {
        return Err(Fault::at("until", "is after the time for which it is scheduled").into());
    }
    held.embargo = until;
    podcasts::put_episode(tx, &held)?;
    let words = until.map_or("lift the embargo of".into(), |until| {
        format!("embargo until {}:", times::json(until))
    });
    noted(tx, actor, &held, &words)
}

/// Takes a live episode back: page, feed and sound are gone at once, and the page says why.
///
/// # Errors
/// If it is not live, or no reason is given; a refusal below an editor.
pub fn withdraw(tx: &mut Write<'_>, actor: &Actor, number: i64, notice: &str) -> Result<(), Error> {
    at_least(actor, Role::Editor, "withdraw an episode")?;
    let mut gone = episode(tx, number)?;
    if gone.status != Status::Live {
        return Err(Error::Against(
            "only a live episode can be withdrawn".into(),
        ));
    }
    let notice = people::line("notice", notice)?;
    (gone.status, gone.notice) = (Status::Withdrawn, Some(notice.to_owned()));
    podcasts::put_episode(tx, &gone)?;
    noted(tx, actor, &gone, "withdraw")
}
