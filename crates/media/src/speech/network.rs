//! A network in an ONNX file, run on one thread: speech is made beside a site that has readers.

use std::path::Path;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};

use crate::Refusal;

pub(super) struct Network {
    model: Model,
    options: RunOptions,
    path: String,
}

/// Numbers that go in: one row of them.
pub(super) enum Row {
    Whole(Vec<i32>),
    Real(Vec<f32>),
}

impl From<Vec<i32>> for Row {
    fn from(row: Vec<i32>) -> Self {
        Self::Whole(row)
    }
}

impl From<Vec<f32>> for Row {
    fn from(row: Vec<f32>) -> Self {
        Self::Real(row)
    }
}

/// Numbers that come out.
pub(super) struct Came(Value);

impl Came {
    /// All of them, row by row.
    pub(super) fn whole(self) -> Result<Vec<i32>, Refusal> {
        let tensor: rten_tensor::Tensor<i32> = self.0.try_into().map_err(odd)?;
        Ok(tensor.into_data())
    }

    /// All of them, row by row.
    pub(super) fn real(self) -> Result<Vec<f32>, Refusal> {
        let tensor: rten_tensor::Tensor<f32> = self.0.try_into().map_err(odd)?;
        Ok(tensor.into_data())
    }
}

fn odd(e: impl std::fmt::Display) -> Refusal {
    Refusal::machine(format!("a network answers otherwise than it should: {e}"))
}

impl Network {
    pub(super) fn open(path: &Path) -> Result<Self, Refusal> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|e| Refusal::machine(format!("{name}: {e}")))?;
        // Weights are laid out for the processor once, not in each run: a tenth of the time for a few megabytes.
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = options.load(bytes);
        let model = model.map_err(|e| Refusal::machine(format!("{name}: {e}")))?;
        let pool = Arc::new(ThreadPool::with_num_threads(1));
        Ok(Self {
            model,
            options: RunOptions::default().with_thread_pool(Some(pool)),
            path: name,
        })
    }

    fn node(&self, name: &str) -> Result<NodeId, Refusal> {
        let missing = || Refusal::machine(format!("{}: has no \"{name}\"", self.path));
        self.model.find_node(name).ok_or_else(missing)
    }

    /// What comes out under some names for what goes in under others. A row of whole numbers is a batch of one.
    pub(super) fn run<const N: usize>(
        &self,
        inputs: &[(&str, Row)],
        outputs: [&str; N],
    ) -> Result<[Came; N], Refusal> {
        let mut given: Vec<(NodeId, ValueOrView<'_>)> = Vec::with_capacity(inputs.len());
        for (name, row) in inputs {
            let value: Value = match row {
                Row::Whole(row) => {
                    rten_tensor::Tensor::from_data(&[1, row.len()], row.clone()).into()
                }
                Row::Real(row) => rten_tensor::Tensor::from_data(&[row.len()], row.clone()).into(),
            };
            given.push((self.node(name)?, value.into()));
        }
        let mut wanted = Vec::with_capacity(N);
        for name in outputs {
            wanted.push(self.node(name)?);
        }
        let failed = |e: rten::RunError| Refusal::machine(format!("{}: {e}", self.path));
        let wanted: [NodeId; N] = wanted.try_into().map_err(|_| odd("too few names"))?;
        let came = self
            .model
            .run_n(given, wanted, Some(self.options.clone()))
            .map_err(failed)?;
        Ok(came.map(Came))
    }
}
