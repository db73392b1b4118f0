//! Whatever a newsroom does, in whatever order: the store stays whole, and its lists say what they should.

use std::collections::BTreeMap;

use proptest::prelude::*;
use store::lists::{self, Before, Card};
use store::{changes, jobs, names, stories};
use story::{Fields, Status};

use crate::world::{BEGIN, SECOND, World, author, fields, revise, show, topic};

const SECTIONS: [&str; 3] = ["world", "sport", ""];
const TOPICS: [&str; 3] = ["china", "trade", "rain"];
const AUTHORS: [&str; 2] = ["kim", "lee"];

#[derive(Debug, Clone)]
enum Act {
    Draft,
    Revise(usize),
    Show(usize, Words, i64),
    Hide(usize),
    Promise(usize),
    Topic(usize, usize),
    Job(usize),
    Fail(Words),
}

/// Section, topics and authors by their places above.
#[derive(Debug, Clone)]
struct Words(usize, Vec<usize>, Vec<usize>);

impl Words {
    fn fields(&self) -> Fields {
        let topics: Vec<&str> = self.1.iter().map(|&t| TOPICS[t]).collect();
        let authors: Vec<&str> = self.2.iter().map(|&a| AUTHORS[a]).collect();
        fields("Rain", SECTIONS[self.0], &topics, &authors)
    }
}

fn words() -> impl Strategy<Value = Words> {
    let topics = proptest::collection::vec(0..3_usize, 0..4);
    let authors = proptest::collection::vec(0..2_usize, 0..3);
    (0..3_usize, topics, authors).prop_map(|(s, t, a)| Words(s, t, a))
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Draft),
        2 => (0..9_usize).prop_map(Act::Revise),
        6 => (0..9_usize, words(), 0..5_i64).prop_map(|(n, w, t)| Act::Show(n, w, t)),
        3 => (0..9_usize).prop_map(Act::Hide),
        2 => (0..9_usize).prop_map(Act::Promise),
        1 => (0..3_usize, 0..3_usize).prop_map(|(t, a)| Act::Topic(t, a)),
        1 => (0..9_usize).prop_map(Act::Job),
        1 => words().prop_map(Act::Fail),
    ]
}

/// What readers should see: a live story's time and words.
type Live = BTreeMap<i64, (i64, Words)>;

fn run(world: &World, acts: &[Act]) -> Live {
    let (mut live, mut count) = (Live::new(), 0_usize);
    for act in acts {
        world.pass(SECOND);
        let pick = |n: usize| i64::try_from(n % count + 1).unwrap();
        match act {
            Act::Draft => {
                world.draft(&Fields::default());
                count += 1;
            }
            Act::Topic(topic_, alias) => {
                let (slug, alias) = (TOPICS[*topic_], format!("{}s", TOPICS[*alias]));
                world.write(|tx| names::put_topic(tx, &topic(slug, slug, &[&alias])));
            }
            Act::Fail(words) => {
                let failed = world.db.write(world.now(), |tx| {
                    let number = stories::next_number(tx)?;
                    stories::add(tx, number)?;
                    show(tx, number, &words.fields(), BEGIN)?;
                    Err::<(), _>(store::Error::Setting("no".into()))
                });
                assert!(failed.is_err());
            }
            _ if count == 0 => {}
            Act::Revise(n) => {
                world.write(|tx| revise(tx, pick(*n), &Fields::default()));
            }
            Act::Show(n, words, time) => {
                let (number, published) = (pick(*n), BEGIN - time * SECOND);
                world.write(|tx| show(tx, number, &words.fields(), published));
                live.insert(number, (published, words.clone()));
            }
            Act::Hide(n) => {
                let before = world.story(pick(*n));
                if before.status == Status::Live {
                    world.write(|tx| stories::hide(tx, &before, "Withdrawn."));
                    live.remove(&before.number);
                }
            }
            Act::Promise(n) => {
                let number = pick(*n);
                let time = world.now() + 3600 * SECOND;
                if world.story(number).status == Status::Draft {
                    world.write(|tx| {
                        stories::set_status(tx, number, Status::Scheduled, Some(time), None)?;
                        jobs::put(tx, "publish", &number.to_string(), time)
                    });
                }
            }
            Act::Job(n) => {
                let subject = pick(*n).to_string();
                world.write(|tx| {
                    jobs::put(tx, "speak", &subject, tx.now)?;
                    let job = jobs::lease(tx, jobs::Hand::News)?.unwrap();
                    jobs::done(tx, &job)
                });
            }
        }
    }
    live
}

/// The numbers that a list should give, newest first.
fn expected(live: &Live, belongs: impl Fn(&Words) -> bool) -> Vec<i64> {
    let mut found: Vec<(i64, i64)> = live
        .iter()
        .filter(|(_, (_, words))| belongs(words))
        .map(|(number, (published, _))| (*published, *number))
        .collect();
    found.sort_unstable();
    found.into_iter().rev().map(|(_, number)| number).collect()
}

fn numbers(cards: Vec<Card>) -> Vec<i64> {
    cards.into_iter().map(|c| c.number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default()
    })]

    #[test]
    fn any_sequence_of_acts_leaves_a_whole_store(acts in proptest::collection::vec(act(), 1..40)) {
        let world = World::sqlite();
        world.write(|tx| {
            for slug in TOPICS {
                names::put_topic(tx, &topic(slug, slug, &[]))?;
            }
            AUTHORS.iter().try_for_each(|slug| names::put_author(tx, &author(slug, slug)))
        });
        let live = run(&world, &acts);
        prop_assert_eq!(world.wrong(), [""; 0]);

        let start = Before::START;
        let found = numbers(world.read(|tx| lists::newest(tx, start, 99)));
        prop_assert_eq!(found, expected(&live, |_| true));
        for (n, section) in SECTIONS.iter().enumerate().filter(|s| !s.1.is_empty()) {
            let found = numbers(world.read(|tx| lists::section(tx, section, start, 99)));
            prop_assert_eq!(found, expected(&live, |w| w.0 == n));
        }
        for (n, topic) in TOPICS.iter().enumerate() {
            let found = numbers(world.read(|tx| lists::topic(tx, topic, start, 99)));
            prop_assert_eq!(found, expected(&live, |w| w.1.contains(&n)));
        }
        for (n, author) in AUTHORS.iter().enumerate() {
            let found = numbers(world.read(|tx| lists::author(tx, author, start, 99)));
            prop_assert_eq!(found, expected(&live, |w| w.2.contains(&n)));
        }
        let log = world.read(|tx| changes::after(tx, 0, i64::MAX));
        let seqs: Vec<i64> = log.iter().map(|c| c.seq).collect();
        prop_assert_eq!(seqs, (1..).take(log.len()).collect::<Vec<i64>>());
    }
}
