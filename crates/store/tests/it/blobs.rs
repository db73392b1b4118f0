//! Files: on a disk, and in an S3-compatible store that listens on this machine.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use store::assets::{self, Asset, Details, Kind, Rendition, Status};
use store::blobs::{self, BlobKey, Blobs, S3, hash};

use crate::world::{BEGIN, Folder, World, files};

/// A picture that is ready, with a rendition for each of these files' hashes.
pub(crate) fn asset(id: &str, hashes: &[&str]) -> Asset {
    let renditions = (1..).zip(hashes).map(|(n, hash)| Rendition {
        name: format!("{}.jpg", n * 320),
        media_type: "image/jpeg".into(),
        width: n * 320,
        height: n * 200,
        bytes: 5,
        hash: (*hash).to_owned(),
    });
    Asset {
        original: None,
        id: id.to_owned(),
        kind: Kind::Image,
        status: Status::Ready,
        created: BEGIN,
        details: Details {
            caption: Some("A harbour".into()),
            renditions: renditions.collect(),
            ..Details::default()
        },
    }
}

fn rendition(bytes: &[u8]) -> BlobKey {
    BlobKey::Rendition { hash: hash(bytes) }
}

/// What must hold wherever files are kept.
fn keeps_files(blobs: &Blobs) {
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let key = rendition(&bytes);
    assert_eq!(blobs.get(&key).unwrap(), None);
    assert!(!blobs.whole(&key).unwrap());
    for _ in 0..2 {
        blobs.put(&key, &bytes).unwrap();
        assert!(blobs.get(&key).unwrap() == Some(bytes.clone()));
        assert!(blobs.whole(&key).unwrap());
    }
    // The same bytes as an original are another file: readers never get at originals.
    let original = BlobKey::Original { hash: hash(&bytes) };
    assert_eq!(blobs.get(&original).unwrap(), None);

    let empty = rendition(b"");
    blobs.put(&empty, b"").unwrap();
    assert_eq!(blobs.get(&empty).unwrap(), Some(Vec::new()));
    assert!(blobs.whole(&empty).unwrap());

    // A file that came in is moved, and laid out again for programs that read files.
    let folder = Folder::new();
    std::fs::create_dir_all(&folder.0).unwrap();
    let (came, out) = (folder.0.join("came"), folder.0.join("out"));
    assert!(!blobs.lay_out(&original, &out).unwrap() && !out.exists());
    for _ in 0..2 {
        std::fs::write(&came, &bytes).unwrap();
        assert_eq!(blobs::hash_file(&came).unwrap(), hash(&bytes));
        blobs.put_file(&original, &came).unwrap();
        assert!(!came.exists());
        assert!(blobs.whole(&original).unwrap());
        assert!(blobs.lay_out(&original, &out).unwrap());
        assert!(std::fs::read(&out).unwrap() == bytes);
    }

    // Not what its name says.
    let wrong = rendition(b"harbour");
    blobs.put(&wrong, b"harbor").unwrap();
    assert!(!blobs.whole(&wrong).unwrap());

    // Parts of a file, as a player asks for them.
    let opened = blobs.open(&key).unwrap().unwrap();
    assert_eq!(opened.length, 300_000);
    assert_eq!(opened.read(1_000, 12).unwrap(), bytes[1_000..1_012]);
    assert_eq!(opened.read(299_999, 100).unwrap(), bytes[299_999..]);
    assert!(opened.read(300_000, 100).unwrap().is_empty());
    assert!(blobs.open(&rendition(b"nothing")).unwrap().is_none());

    // All that there is, until it is removed.
    let listed = |blobs: &Blobs| {
        let mut all: Vec<_> = blobs
            .all(0)
            .unwrap()
            .into_iter()
            .map(|(key, len, _)| (key.path(), len))
            .collect();
        all.sort();
        all
    };
    let mut expected = [
        (&original, 300_000),
        (&key, 300_000),
        (&empty, 0),
        (&wrong, 6),
    ]
    .map(|(key, len)| (key.path(), len));
    expected.sort();
    assert_eq!(listed(blobs), expected);
    for key in [&original, &key, &empty, &wrong, &wrong] {
        blobs.remove(key).unwrap();
    }
    assert!(listed(blobs).is_empty());
}

#[test]
fn a_file_is_named_by_what_it_holds() {
    // FIPS 180-2, appendix B.1.
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let key = rendition(b"abc");
    assert_eq!(key.hash(), abc);
    assert_eq!(key.path(), format!("renditions/ba/{abc}"));
    assert_eq!(key.cache_control(), "public, max-age=31536000, immutable");
    let key = BlobKey::Original { hash: abc.into() };
    assert_eq!(key.path(), format!("originals/ba/{abc}"));
    assert_eq!(key.cache_control(), "private, no-store");
}

#[test]
fn a_disk_keeps_files() {
    let folder = Folder::new();
    keeps_files(&Blobs::disk(&folder.0.join("deep/in")).unwrap());
}

#[test]
fn nobody_sees_half_a_file() {
    let folder = Folder::new();
    let bytes = vec![7_u8; 8_000_000];
    let key = rendition(&bytes);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|_| {
                // Each with a handle of its own, as several programs on one folder have.
                scope.spawn(|| Blobs::disk(&folder.0).unwrap().put(&key, &bytes).unwrap())
            })
            .collect();
        let reader = scope.spawn(|| {
            let blobs = Blobs::disk(&folder.0).unwrap();
            while !done.load(Ordering::SeqCst) {
                let seen = blobs.get(&key).unwrap();
                assert!(
                    seen.is_none_or(|seen| seen == bytes),
                    "half a file was seen"
                );
            }
        });
        let written: Vec<_> = writers.into_iter().map(|w| w.join()).collect();
        done.store(true, Ordering::SeqCst);
        reader.join().unwrap();
        assert!(written.iter().all(Result::is_ok));
    });
    assert!(Blobs::disk(&folder.0).unwrap().whole(&key).unwrap());
    // And no temporary file is left over.
    assert_eq!(files(&folder.0), [folder.0.join(key.path())]);
}

#[test]
fn a_file_that_a_dying_program_left_half_written_is_in_nobodys_way() {
    let folder = Folder::new();
    let blobs = Blobs::disk(&folder.0).unwrap();
    for turn in 0..3 {
        let name = format!("writing-{}-{turn}", std::process::id());
        std::fs::write(folder.0.join(name), b"har").unwrap();
    }
    let key = rendition(b"harbour");
    assert_eq!(blobs.get(&key).unwrap(), None);
    blobs.put(&key, b"harbour").unwrap();
    assert!(blobs.whole(&key).unwrap());
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let folder = Folder::new();
    let blobs = Blobs::disk(&folder.0).unwrap();
    let in_the_way = folder.0.join("renditions");
    std::fs::write(&in_the_way, b"a file where a folder should be").unwrap();
    let said = blobs.put(&rendition(b"harbour"), b"harbour").unwrap_err();
    assert!(said.to_string().contains("renditions"), "{said}");
    assert_eq!(files(&folder.0), [in_the_way]);
}

#[test]
fn check_finds_files_that_are_missing_or_damaged() {
    let world = World::sqlite();
    let (small, large) = (hash(b"small"), hash(b"large"));
    world.write(|tx| assets::put(tx, &asset("a1", &[&small, &large])));
    let said = |n: u32| format!("asset a1: the file of {n}.jpg is missing or damaged");
    assert_eq!(world.wrong(), [said(320), said(640)]);
    world.blobs.put(&rendition(b"small"), b"small").unwrap();
    world.blobs.put(&rendition(b"large"), b"large").unwrap();
    assert_eq!(world.wrong(), [""; 0]);
    let path = world
        .folder
        .0
        .join("blobs")
        .join(rendition(b"large").path());
    std::fs::write(path, b"lerge").unwrap();
    assert_eq!(world.wrong(), [said(640)]);

    let mut made_of = asset("a2", &[]);
    made_of.original = Some(hash(b"photo"));
    world.write(|tx| assets::put(tx, &made_of));
    let missing = "asset a2: the file it was made of is missing or damaged";
    assert_eq!(world.wrong(), [said(640), missing.into()]);
    let original = BlobKey::Original {
        hash: hash(b"photo"),
    };
    world.blobs.put(&original, b"photo").unwrap();
    assert_eq!(world.wrong(), [said(640)]);
}

/// An S3-compatible server for one test. It ends when its input, a pipe that this holds, is closed.
struct Server {
    child: Child,
    settings: S3,
}

impl Server {
    fn start() -> Option<Self> {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/s3");
        let node = Command::new("node").arg("--version").output();
        if !home.join("node_modules").is_dir() || node.is_err() {
            let words = "skipped: no S3-compatible server: run npm ci in crates/store/tests/s3\n";
            std::io::stderr().write_all(words.as_bytes()).ok();
            return None;
        }
        let mut child = Command::new("node")
            .arg("serve.js")
            .current_dir(home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut port)
            .unwrap();
        let settings = S3 {
            bucket: "news".into(),
            endpoint: format!("http://127.0.0.1:{}", port.trim()),
            region: "eu-central-1".into(),
            access_key: "S3RVER".into(),
            secret_key: "S3RVER".into(),
        };
        Some(Self { child, settings })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().ok();
    }
}

#[test]
fn an_object_store_keeps_files() {
    let Some(server) = Server::start() else {
        return;
    };
    let blobs = Blobs::s3(&server.settings).unwrap();
    keeps_files(&blobs);

    // Each a file of its own: this little server, unlike S3, shows a file while it is written again.
    let blobs = &blobs;
    std::thread::scope(|scope| {
        for number in 0..4 {
            scope.spawn(move || {
                let bytes = vec![number; 1_000_000];
                let key = rendition(&bytes);
                blobs.put(&key, &bytes).unwrap();
                assert!(blobs.whole(&key).unwrap());
            });
        }
    });
}

#[test]
fn an_object_store_with_other_keys_or_without_the_bucket_says_so() {
    let Some(server) = Server::start() else {
        return;
    };
    let key = rendition(b"harbour");
    // This server looks up the key but does not check signatures of version 4, so the key it is.
    let other = S3 {
        access_key: "guessed".into(),
        ..server.settings.clone()
    };
    let said = Blobs::s3(&other).unwrap().put(&key, b"harbour");
    let said = said.unwrap_err().to_string();
    assert!(said.starts_with("the object store: "), "{said}");
    let other = S3 {
        bucket: "olds".into(),
        ..server.settings.clone()
    };
    assert!(Blobs::s3(&other).unwrap().put(&key, b"harbour").is_err());
    assert_eq!(
        Blobs::s3(&server.settings).unwrap().get(&key).unwrap(),
        None
    );
}

#[test]
fn an_object_store_can_be_let_go_inside_an_asynchronous_run_time() {
    let nowhere = S3 {
        bucket: "news".into(),
        endpoint: "http://127.0.0.1:9".into(),
        region: "eu-central-1".into(),
        access_key: "a".into(),
        secret_key: "b".into(),
    };
    let blobs = Blobs::s3(&nowhere).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async move { drop(blobs) });
}
