//! A gate that lets one through at a time, in the order in which they came.

use std::sync::{Condvar, Mutex, PoisonError};

/// Before what takes all the processors there are.
pub(super) struct Gate {
    /// The number of whoever comes next, and of whoever may pass.
    numbers: Mutex<(u64, u64)>,
    moved: Condvar,
}

/// Leaves the next one through when it is dropped.
pub(super) struct Passed<'a>(&'a Gate);

impl Gate {
    pub(super) const fn new() -> Self {
        Self {
            numbers: Mutex::new((0, 0)),
            moved: Condvar::new(),
        }
    }

    /// Waits for its turn.
    pub(super) fn pass(&self) -> Passed<'_> {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let own = numbers.0;
        numbers.0 += 1;
        while numbers.1 != own {
            numbers = self
                .moved
                .wait(numbers)
                .unwrap_or_else(PoisonError::into_inner);
        }
        Passed(self)
    }
}

impl Drop for Passed<'_> {
    fn drop(&mut self) {
        let mut numbers = self
            .0
            .numbers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        numbers.1 += 1;
        self.0.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::Gate;

    #[test]
    fn one_passes_at_a_time_and_in_the_order_of_coming() {
        let (gate, (out, passed)) = (Gate::new(), channel());
        let first = gate.pass();
        std::thread::scope(|scope| {
            for number in 0..4 {
                let (gate, out) = (&gate, out.clone());
                scope.spawn(move || {
                    let held = gate.pass();
                    out.send(number).unwrap();
                    drop(held);
                });
                while gate.numbers.lock().unwrap().0 < number + 2 {
                    std::thread::sleep(Duration::from_millis(1));
                }
            }
            assert!(
                passed.try_recv().is_err(),
                "somebody passed beside the first"
            );
            drop(first);
            let order: Vec<u64> = (0..4).map(|_| passed.recv().unwrap()).collect();
            assert_eq!(order, [0, 1, 2, 3]);
        });
    }
}
