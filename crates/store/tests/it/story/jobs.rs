//! Jobs run, fail, are tried again later and later, and die.

use store::jobs::{self, Hand, Job, LEASE, MOST_ATTEMPTS};

use crate::world::{SECOND, World};

pub(super) fn run_fail_and_die(world: &World) {
    are_done_in_the_order_in_which_they_are_due(world);
    wait_longer_after_each_failure_and_then_die(world);
    are_tried_again_when_a_lease_runs_out(world);
    that_are_put_again_while_they_are_done_are_done_again(world);
    of_one_who_came_too_late_are_left_to_whoever_has_them(world);
    assert_eq!(world.read(jobs::counts), (0, 0));
}

fn put(world: &World, kind: &str, subject: &str, due: i64) {
    world.write(|tx| jobs::put(tx, kind, subject, due));
}

fn lease(world: &World) -> Option<Job> {
    world.write(|tx| jobs::lease(tx, Hand::News))
}

fn leased(world: &World) -> String {
    lease(world).map_or("nothing".into(), |j| format!("{} {}", j.kind, j.subject))
}

fn are_done_in_the_order_in_which_they_are_due(world: &World) {
    let now = world.now();
    assert_eq!(world.read(|tx| jobs::next_due(tx, Hand::News)), None);
    put(world, "speak", "1", now + SECOND);
    put(world, "index", "1", now);
    put(world, "resize", "a1", now);
    put(world, "ping", "1", now + 9 * SECOND);
    // The same job again is the same job, at the new time; one that is taken back is gone.
    put(world, "speak", "1", now - SECOND);
    world.write(|tx| jobs::cancel(tx, "ping", "1"));
    assert_eq!(world.read(jobs::counts), (3, 0));
    assert_eq!(
        world.read(|tx| jobs::next_due(tx, Hand::News)),
        Some(now - SECOND)
    );
    for expected in ["speak 1", "index 1", "resize a1"] {
        let job = lease(world).unwrap();
        assert_eq!(format!("{} {}", job.kind, job.subject), expected);
        assert_eq!((job.attempts, job.error.as_deref()), (1, None));
        world.write(|tx| jobs::done(tx, &job));
    }
    assert_eq!(leased(world), "nothing");
    put(world, "speak", "1", now + 1);
    assert_eq!(leased(world), "nothing");
    world.write(|tx| jobs::cancel(tx, "speak", "1"));
}

fn wait_longer_after_each_failure_and_then_die(world: &World) {
    put(world, "speak", "1", world.now());
    for attempt in 1..=MOST_ATTEMPTS {
        let job = lease(world).unwrap();
        assert_eq!(job.attempts, attempt);
        let before = format!("no voice ({})", attempt - 1);
        assert_eq!(job.error, Some(before).filter(|_| attempt > 1));
        world.write(|tx| jobs::failed(tx, &job, &format!("no voice ({attempt})"), true));
        let pause = SECOND << attempt;
        let due = world.read(|tx| jobs::next_due(tx, Hand::News));
        assert_eq!(
            due,
            Some(world.now() + pause).filter(|_| attempt < MOST_ATTEMPTS)
        );
        world.pass(pause - 1);
        assert_eq!(leased(world), "nothing");
        world.pass(1);
    }
    world.pass(24 * 3600 * SECOND);
    assert_eq!(leased(world), "nothing");
    let dead = world.read(jobs::dead);
    assert_eq!(
        (dead.len(), dead[0].error.as_deref()),
        (1, Some("no voice (8)"))
    );
    assert_eq!(world.read(jobs::counts), (0, 1));
    let said = "the job speak of 1 was given up after 8 attempts: no voice (8)";
    assert_eq!(world.wrong(), [said]);

    // Put again it begins anew; what can never be done dies at once.
    put(world, "speak", "1", world.now());
    assert_eq!(world.read(jobs::counts), (1, 0));
    let job = lease(world).unwrap();
    assert_eq!((job.attempts, job.error.as_deref()), (1, None));
    world.write(|tx| jobs::failed(tx, &job, "there is no such story", false));
    assert_eq!(world.read(jobs::counts), (0, 1));
    world.write(|tx| jobs::cancel(tx, "speak", "1"));
}

fn are_tried_again_when_a_lease_runs_out(world: &World) {
    put(world, "resize", "a1", world.now());
    for attempt in 1..=MOST_ATTEMPTS {
        let job = lease(world).unwrap();
        assert_eq!(job.attempts, attempt);
        // Whoever works on it says so from time to time.
        world.pass(LEASE - 1);
        world.write(|tx| jobs::renew(tx, &job));
        world.pass(LEASE - 1);
        assert_eq!(leased(world), "nothing");
        world.pass(1);
    }
    assert_eq!(leased(world), "nothing");
    let dead = world.read(jobs::dead);
    assert_eq!(
        dead[0].error.as_deref(),
        Some("the program ended each time while doing it")
    );
    world.write(|tx| jobs::cancel(tx, "resize", "a1"));
}

fn that_are_put_again_while_they_are_done_are_done_again(world: &World) {
    put(world, "index", "1", world.now());
    let old = lease(world).unwrap();
    world.pass(SECOND);
    put(world, "index", "1", world.now());
    world.write(|tx| jobs::done(tx, &old));
    assert_eq!(world.read(jobs::counts), (1, 0));
    // Nor does a failure of the old one put the new one off or bury it.
    world.write(|tx| jobs::failed(tx, &old, "too late", false));
    let new = lease(world).unwrap();
    assert_eq!((new.attempts, new.error.as_deref()), (1, None));
    world.write(|tx| jobs::done(tx, &new));
    assert_eq!(world.read(jobs::counts), (0, 0));
}

fn of_one_who_came_too_late_are_left_to_whoever_has_them(world: &World) {
    put(world, "index", "1", world.now());
    let slow = lease(world).unwrap();
    world.pass(LEASE);
    let quick = lease(world).unwrap();
    assert_eq!(quick.id, slow.id);
    world.write(|tx| jobs::done(tx, &slow));
    world.write(|tx| jobs::failed(tx, &slow, "too slow", true));
    world.pass(SECOND << 3);
    assert_eq!(leased(world), "nothing");
    world.write(|tx| jobs::done(tx, &quick));
    assert_eq!(world.read(jobs::counts), (0, 0));
}
