//! Podcasts: a show that nobody knows of until its first episode is live.

use store::podcasts::{self, Episode, EpisodeDetails, Show, ShowDetails};
use store::recordings::{self, Recording};
use store::{assets, stories};
use story::Status;

use crate::world::{BEGIN, SECOND, World};

fn episode(number: i64, show: &str) -> Episode {
    Episode {
        number,
        show: show.into(),
        slug: format!("episode-{number}"),
        status: Status::Draft,
        sound: None,
        published: None,
        scheduled: None,
        embargo: None,
        notice: None,
        created: BEGIN,
        changed: BEGIN,
        details: EpisodeDetails {
            title: format!("Episode {number}"),
            ..EpisodeDetails::default()
        },
    }
}

pub(super) fn are_begun_heard_and_taken_back(world: &World) {
    let show = Show {
        slug: "tideline".into(),
        name: "Tideline".into(),
        details: ShowDetails {
            artwork: Some("picture".into()),
            ..ShowDetails::default()
        },
        ..Show::default()
    };
    world.write(|tx| podcasts::put_show(tx, &show));
    assert_eq!(
        world.read(|tx| podcasts::by_slug(tx, "tideline")),
        Some(show)
    );
    assert_eq!(world.read(|tx| podcasts::by_slug(tx, "Tideline")), None);
    let names: Vec<String> = world
        .read(podcasts::shows)
        .into_iter()
        .map(|show| show.name)
        .collect();
    assert_eq!(names, ["The Daily", "Tideline"]);

    assert!(!world.read(podcasts::any_shown));
    for (number, at) in [(1, Some(BEGIN)), (2, Some(BEGIN + SECOND)), (3, None)] {
        let next = world.write(podcasts::next_number);
        assert_eq!(next, number);
        let mut made = episode(number, "tideline");
        made.sound = Some("sound".into());
        if at.is_some() {
            (made.status, made.published) = (Status::Live, at);
        }
        world.write(|tx| podcasts::put_episode(tx, &made));
    }
    let numbers = |found: Vec<Episode>| found.iter().map(|e| e.number).collect::<Vec<_>>();
    let live = |place| world.read(|tx| podcasts::live(tx, "tideline", place, 9));
    assert_eq!(numbers(live((i64::MAX, i64::MAX))), [2, 1]);
    assert_eq!(numbers(live((BEGIN + SECOND, 2))), [1]);
    let all = world.read(|tx| podcasts::all(tx, "tideline", 3, 9));
    assert_eq!(numbers(all), [2, 1]);
    let of_sound = world.read(|tx| podcasts::of_sound(tx, "sound"));
    assert_eq!(numbers(of_sound), [1, 2, 3]);
    let kept = world.read(|tx| podcasts::episode(tx, 2)).unwrap();
    let mut pictured = kept.clone();
    pictured.details.artwork = Some("p1".into());
    world.write(|tx| podcasts::put_episode(tx, &pictured));
    let of = |asset: &str| numbers(world.read(|tx| podcasts::of_artwork(tx, asset)));
    assert_eq!((of("p1"), of("p")), (vec![2], vec![]));
    assert_eq!(kept.details.title, "Episode 2");

    assert!(world.read(podcasts::any_shown));
    // What is made of them follows who may know of them.
    let shown = |id: &str| world.read(|tx| assets::is_shown(tx, id));
    assert!(shown("episode-2") && shown("cover-tideline"));
    assert!(!shown("episode-3") && !shown("episode-4") && !shown("cover-daily"));
    let since = world
        .read(|tx| podcasts::by_slug(tx, "tideline"))
        .unwrap()
        .shown;
    assert!(since.is_some());
    let gone = Episode {
        status: Status::Withdrawn,
        ..kept
    };
    world.write(|tx| podcasts::put_episode(tx, &gone));
    assert!(!shown("episode-2") && shown("cover-tideline"));
}

pub(super) fn stories_are_read_by_people(world: &World) {
    let story = world.read(stories::numbers)[0];
    let mut recording = Recording {
        story,
        sound: "voice".into(),
        reader: "Ada Bell".into(),
        revision: 1,
        made: BEGIN,
    };
    for revision in [1, 2] {
        recording.revision = revision;
        world.write(|tx| recordings::put(tx, &recording));
    }
    let kept = world.read(|tx| recordings::of(tx, story)).unwrap();
    assert_eq!((kept.revision, kept.reader.as_str()), (2, "Ada Bell"));
    assert_eq!(world.read(|tx| recordings::of_sound(tx, "voice")), [story]);
    assert!(world.write(|tx| recordings::remove(tx, story)));
    assert!(!world.write(|tx| recordings::remove(tx, story)));
    assert_eq!(world.read(|tx| recordings::of(tx, story)), None);
}
