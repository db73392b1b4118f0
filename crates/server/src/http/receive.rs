//! Files that are sent: written to the disk as they come, never held in memory.

use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Body;
use tokio::io::AsyncWriteExt as _;

use crate::app::App;
use crate::error::Problem;
use crate::newsroom::Sent;
use crate::work;

/// How long nothing may come before a sender is taken for gone.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// So many bytes tell what a file is.
pub const HEAD: usize = 1_024;
/// Longest value of a form's field that is not the file, in bytes.
const FIELD: usize = 64 << 10;

/// A file that was sent, on this machine's disk. It goes with this unless it was moved away.
#[derive(Debug)]
pub struct Received {
    /// The name that the sender gave it; nothing follows from it.
    pub name: String,
    /// Where it is.
    pub file: PathBuf,
    /// The form's other fields, in their order.
    pub fields: Vec<(String, String)>,
}

impl Received {
    /// The same as the newsroom takes it in.
    #[must_use]
    pub fn sent(&self) -> Sent<'_> {
        Sent {
            name: &self.name,
            file: &self.file,
            fields: &self.fields,
        }
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        std::fs::remove_file(&self.file).ok();
    }
}

/// Takes the file of a form, which must be its field `file`. Fields that come before it are kept.
///
/// # Errors
/// 400 for a form that breaks off, 408 for one that stops coming, 413 for a file larger than the setting allows, 422 for
/// a form without a file.
pub async fn file(app: &App, content_type: &str, sent: Body) -> Result<Received, Problem> {
    let limits = Most::of(app);
    let most = limits.film.max(limits.picture);
    let boundary = multer::parse_boundary(content_type)
        .map_err(|e| Problem::new(400, format!("The form: {e}.")))?;
    let whole = multer::SizeLimit::new().whole_stream(most + (1 << 20));
    let constraints = multer::Constraints::new().size_limit(whole);
    let mut form =
        multer::Multipart::with_constraints(sent.into_data_stream(), boundary, constraints);
    let mut fields = Vec::new();
    let mut received: Option<Received> = None;
    while let Some(mut field) = in_time(form.next_field())
        .await?
        .map_err(|e| broke_off(&e, limits))?
    {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" && received.is_none() {
            let called = field.file_name().unwrap_or("file").to_owned();
            let file = work::fresh(&app.config.data).map_err(|e| Problem::failed(e.to_string()))?;
            let taken = Received {
                name: called,
                file,
                fields: Vec::new(),
            };
            write(&taken.file, &mut field, limits).await?;
            received = Some(taken);
        } else {
            let value = in_time(field.text())
                .await?
                .map_err(|e| broke_off(&e, limits))?;
            if value.len() > FIELD {
                return Err(Problem::new(
                    413,
                    format!("The field \"{name}\" is too long."),
                ));
            }
            fields.push((name, value));
        }
    }
    let mut received =
        received.ok_or_else(|| Problem::new(422, "The form has no field \"file\"."))?;
    received.fields = fields;
    Ok(received)
}

/// How much of a file is taken, which depends on what it is.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    picture: u64,
    film: u64,
}

impl Most {
    /// What the settings say.
    #[must_use]
    pub fn of(app: &App) -> Self {
        Self {
            picture: app.config.max_upload_bytes as u64,
            film: app.config.max_film_bytes as u64,
        }
    }

    /// Most bytes of any file.
    #[must_use]
    pub fn any(self) -> u64 {
        self.film.max(self.picture)
    }

    /// Whether some file may have so many bytes.
    ///
    /// # Errors
    /// 413 with the setting.
    pub fn some(self, bytes: u64) -> Result<(), Problem> {
        if bytes <= self.any() {
            return Ok(());
        }
        let film = b"\x1a\x45\xdf\xa3";
        self.allows(film, bytes)
    }

    /// Whether a file that begins like this may have so many bytes.
    ///
    /// # Errors
    /// 413 with the setting.
    pub fn allows(self, head: &[u8], bytes: u64) -> Result<(), Problem> {
        let film = media::kind::of(head).is_ok_and(|kind| !kind.is_picture());
        let (most, setting) = if film {
            (self.film, "max_film_bytes")
        } else {
            (self.picture, "max_upload_bytes")
        };
        if bytes <= most {
            return Ok(());
        }
        Err(Problem::new(
            413,
            format!(
                "The file has more than {most} bytes, which is what the setting {setting} allows."
            ),
        ))
    }
}

/// What the disk says of a file that is being written, as a problem.
pub fn not_written(e: &std::io::Error) -> Problem {
    match e.kind() {
        std::io::ErrorKind::StorageFull => {
            Problem::new(507, "The disk of this desk is full. Tell whoever runs it.")
        }
        _ => Problem::failed(e.to_string()),
    }
}

async fn write(file: &Path, field: &mut multer::Field<'_>, most: Most) -> Result<(), Problem> {
    let failed = |e: std::io::Error| not_written(&e);
    let mut open = tokio::fs::File::create_new(file).await.map_err(failed)?;
    let (mut len, mut head) = (0, Vec::new());
    while let Some(part) = in_time(field.chunk())
        .await?
        .map_err(|e| broke_off(&e, most))?
    {
        len += part.len() as u64;
        if head.len() < HEAD {
            head.extend_from_slice(&part[..part.len().min(HEAD - head.len())]);
        }
        most.allows(&head, len)?;
        open.write_all(&part).await.map_err(failed)?;
    }
    open.flush().await.map_err(failed)
}

async fn in_time<T>(coming: impl Future<Output = T>) -> Result<T, Problem> {
    tokio::time::timeout(PATIENCE, coming).await.map_err(|_| {
        Problem::new(
            408,
            format!(
                "Nothing came for {} seconds. Send the file again.",
                PATIENCE.as_secs()
            ),
        )
    })
}

fn broke_off(error: &multer::Error, most: Most) -> Problem {
    match error {
        multer::Error::StreamSizeExceeded { .. } => match most.allows(&[], u64::MAX) {
            Err(problem) => problem,
            Ok(()) => Problem::new(413, "The file is too large."),
        },
        other => Problem::new(400, format!("The form broke off: {other}.")),
    }
}
