//! A network that the program's own library for networks cannot run, on Microsoft's ONNX Runtime: a library that is loaded
//! when the voice is, from the voice's own folder, and not linked. One thread: speech is made beside a site that has readers.

use std::fmt::Debug;
use std::path::Path;

use ort::session::builder::GraphOptimizationLevel;
use ort::session::{Session, SessionInputValue};
use ort::value::{PrimitiveTensorElementType, Tensor};

use crate::Refusal;

pub(super) struct Runtime {
    session: Session,
    path: String,
}

impl Runtime {
    /// Opens a network with a library. The first library that is loaded is the one that stays, until the program ends.
    pub(super) fn open(library: &Path, network: &Path) -> Result<Self, Refusal> {
        let path = network.display().to_string();
        let damaged = |e: &dyn std::fmt::Display| Refusal::machine(format!("{path}: {e}"));
        let loaded = ort::init_from(library)
            .map_err(|e| Refusal::machine(format!("{}: {e}", library.display())))?;
        let environment = loaded.with_name("standfirst").with_telemetry(false).build();
        // The session holds on to it.
        let environment = environment.map_err(|e| damaged(&e))?;
        let session = || -> ort::Result<Session> {
            // The library keeps its memory for the next sentence until the voice is let go: measured at 400 MB, where giving it
            // back each time took 2 GB and a quarter more time.
            Session::builder(&environment)?
                .with_intra_threads(1)?
                .with_inter_threads(1)?
                .with_optimization_level(GraphOptimizationLevel::Level3)?
                .commit_from_file(network)
        };
        Ok(Self {
            session: session().map_err(|e| damaged(&e))?,
            path: network.display().to_string(),
        })
    }

    /// What comes out under some names for what goes in, all of its numbers row by row.
    pub(super) fn run<const N: usize>(
        &mut self,
        inputs: Vec<Input>,
        names: [&str; N],
    ) -> Result<[Vec<f32>; N], Refusal> {
        let path = &self.path;
        let failed = |e: &dyn std::fmt::Display| Refusal::machine(format!("{path}: {e}"));
        let came = self.session.run(inputs).map_err(|e| failed(&e))?;
        let mut all = [const { Vec::new() }; N];
        for (numbers, name) in all.iter_mut().zip(names) {
            let value = came.get(name);
            let value = value.ok_or_else(|| failed(&format_args!("has no \"{name}\"")))?;
            let (_, real) = value.try_extract_tensor().map_err(|e| failed(&e))?;
            *numbers = real.to_vec();
        }
        Ok(all)
    }
}

/// Numbers that go in under a name.
pub(super) type Input = (&'static str, SessionInputValue<'static>);

/// Numbers of a shape that go in under a name.
pub(super) fn input<T: PrimitiveTensorElementType + Clone + Debug + 'static>(
    name: &'static str,
    shape: &[usize],
    numbers: Vec<T>,
) -> Result<Input, Refusal>
where
    Tensor<T>: Into<SessionInputValue<'static>>,
{
    let tensor = Tensor::from_array((shape.to_vec(), numbers));
    let tensor = tensor.map_err(|e| Refusal::machine(format!("{name}: {e}")))?;
    Ok((name, tensor.into()))
}
