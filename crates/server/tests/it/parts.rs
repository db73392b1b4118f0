//! Parts of files on their way: every byte is the right one, and a reader who does not read on costs no memory.

use serde_json::json;

use crate::films::{film, url, whole};
use crate::media::{send, what};
use crate::world::World;

/// Memory of the program that is in use, in bytes.
fn resident(world: &World) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", world.process())).unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    let kilobytes = line.unwrap().trim().trim_end_matches("kB").trim();
    kilobytes.parse::<u64>().unwrap() << 10
}

#[test]
fn a_long_file_goes_out_in_parts_to_readers_who_are_slow_and_who_jump() {
    use std::io::{Read as _, Write as _};
    let world = World::new();
    let ada = world.editor();
    let file = film(&world, "320x180", 1, &[]);
    let id = send(&ada, "long.mp4", &file, &[]).is(201).json()["id"].clone();
    let made = whole(&ada, id.as_str().unwrap());
    let body = json!({ "type": "doc", "content": [{ "type": "video", "attrs": { "asset": id } }] });
    ada.publish_new(&json!({ "headline": "A long film", "body": body }));
    // In place of its minute of test pattern, 300 MB in which every four bytes say where they are.
    let list = made["renditions"].as_array().unwrap();
    let plain = list
        .iter()
        .find(|r| what(r["name"].as_str().unwrap()) == "film.mp4")
        .unwrap();
    let small = world.reader().get(&url(&made, "film.mp4")).is(200);
    let hash = small.header("etag").trim_matches('"').to_owned();
    assert!(plain["name"].as_str().unwrap().contains(&hash[..8]));
    let stored = world
        .data()
        .join(format!("blobs/renditions/{}/{hash}", &hash[..2]));
    let length: u64 = 300 << 20;
    let mut out = std::io::BufWriter::new(std::fs::File::create(&stored).unwrap());
    for place in 0..(length / 4) as u32 {
        out.write_all(&place.to_be_bytes()).unwrap();
    }
    drop(out);
    // The program remembers what it knew of the file until something is written.
    ada.publish_new(&json!({ "headline": "Something else" }));

    let address = url(&made, "film.mp4");
    let bytes = |from: u64, to: u64| -> Vec<u8> {
        (from..=to)
            .map(|at| ((at / 4) as u32).to_be_bytes()[(at % 4) as usize])
            .collect()
    };
    let block = 256 << 10;
    for (from, to) in [
        (0, 0),
        (3, block - 1),
        (block - 1, block),
        (block, 2 * block - 1),
        (5, 3 * block + 7),
        (length - block - 9, length - 1),
        (length - 1, length - 1),
    ] {
        for _ in 0..2 {
            let asked = format!("bytes={from}-{to}");
            let part = world
                .reader()
                .get_with(&address, &[("range", &asked)])
                .is(206);
            assert_eq!(
                part.header("content-range"),
                format!("bytes {from}-{to}/{length}")
            );
            assert!(part.bytes == bytes(from, to), "{asked}");
        }
    }

    let before = resident(&world);
    let mut slow: Vec<_> = (0..4)
        .map(|_| {
            let mut line = std::net::TcpStream::connect(world.address()).unwrap();
            write!(line, "GET {address} HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
            let mut first = [0; 64 << 10];
            line.read_exact(&mut first).unwrap();
            line
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_secs(1));
    let after = resident(&world);
    assert!(
        after < before + (96 << 20),
        "four who do not read on take {} MB",
        (after - before) >> 20
    );
    // One of them reads on after all, and gets the end of it.
    let mut line = slow.pop().unwrap();
    let mut rest = Vec::new();
    line.set_read_timeout(Some(std::time::Duration::from_secs(5)))
        .unwrap();
    let mut part = vec![0; 1 << 20];
    while !rest.ends_with(&bytes(length - 64, length - 1)) {
        let len = line.read(&mut part).unwrap();
        assert!(len > 0, "it breaks off");
        rest.drain(..rest.len().saturating_sub(64));
        rest.extend_from_slice(&part[..len]);
    }
}

#[test]
fn a_file_that_the_system_does_not_send_is_read_and_written() {
    use server::http::relay::{Relay, stands_in};
    use std::io::Read as _;
    // sendfile(2) refuses this one of procfs.
    let known = std::fs::read("/proc/self/cmdline").unwrap();
    let file = std::sync::Arc::new(std::fs::File::open("/proc/self/cmdline").unwrap());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let reader = std::thread::spawn(move || {
        let mut line = listener.accept().unwrap().0;
        let mut all = Vec::new();
        line.read_to_end(&mut all).unwrap();
        all
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let relay = Relay::default();
        let part = relay.put(file, 2, known.len() - 2);
        assert!(stands_in(&part) && part.len() == known.len() - 2);
        let mut left = part.len();
        while left > 0 {
            left -= std::future::poll_fn(|cx| relay.poll_send(&stream, cx, left))
                .await
                .unwrap();
        }
        // Nothing is left to be sent.
        let more = std::future::poll_fn(|cx| relay.poll_send(&stream, cx, 1)).await;
        assert!(more.is_err());
    });
    assert_eq!(reader.join().unwrap(), known[2..]);
}
