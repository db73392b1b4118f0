//! `serve` and `work`.

use std::io::Write as _;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::app::App;
use crate::downloads;
use crate::http::serve::{accept, open, pause};
use crate::jobs::{self, Stop};
use crate::routes;
use store::jobs::Hand;

/// Threads that wait for the store: more than it has connections, since some wait for their turn to write.
const BLOCKING: usize = 12;
/// How long requests that are under way may take when the program is told to end.
const GRACE: Duration = Duration::from_secs(3);

/// Serves until told to end.
pub(super) fn serve(app: Arc<App>) -> Result<(), String> {
    serve_and(app, |_, _| Vec::new())
}

/// Serves until told to end, and says some lines more than where it listens.
pub(super) fn serve_and(
    app: Arc<App>,
    more: impl FnOnce(&App, SocketAddr) -> Vec<String>,
) -> Result<(), String> {
    let address = resolve(&app.config.listen)?;
    let socket = open(address).map_err(|e| format!("cannot listen on {address}: {e}"))?;
    let address = socket.local_addr().map_err(|e| e.to_string())?;
    let app = App::at(app, address);
    let stop = Arc::new(Stop::default());
    let _held = crate::work::begin(&app.config.data);
    // What they make is cut off when the program ends, and begun again by whoever comes next.
    makers(&app, &stop)?;
    // The day's key is there before the first reader.
    downloads::write_down(&app);
    let threads = [
        thread("work", &app, &stop, |app, stop| {
            jobs::work(app, Hand::News, stop);
        })?,
        thread("follow", &app, &stop, jobs::follow)?,
        thread("downloads", &app, &stop, downloads::keep)?,
        thread("recover", &app, &stop, |app, _| app.rooms.recover())?,
    ];
    // The first line of the standard output is for whoever started the program and took any free port.
    println!("listening on http://{address}");
    let mut out = std::io::stdout();
    for line in more(&app, address) {
        // Whoever started the program may have stopped reading after the first line.
        writeln!(out, "{line}").ok();
    }
    out.flush().ok();
    tracing::info!(address = %address, data = %app.config.data.display(), "serving");
    run(&app, socket)?;
    app.rooms.end();
    stop.now();
    app.newsroom.bell.ring();
    for thread in threads {
        thread.join().ok();
    }
    Ok(())
}

/// Answers until told to end.
fn run(app: &Arc<App>, socket: std::net::TcpListener) -> Result<(), String> {
    let count = match app.config.threads {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        n => n,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(count)
        .max_blocking_threads(BLOCKING)
        .thread_name("answer")
        .on_thread_park(pause)
        .enable_all()
        .build()
        .map_err(|e| format!("no threads to answer on: {e}"))?;
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(socket).map_err(|e| e.to_string())?;
        let table = routes::table(Arc::clone(app));
        let room = Arc::new(Semaphore::new(app.config.max_connections));
        let accepting = tokio::spawn(accept(listener, Arc::clone(app), table, room));
        told_to_end().await?;
        accepting.abort();
        // Requests under way get a moment; the socket is closed already.
        tokio::time::sleep(Duration::from_millis(100)).await;
        Ok(())
    });
    runtime.shutdown_timeout(GRACE);
    ended
}

async fn told_to_end() -> Result<(), String> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate()).map_err(|e| e.to_string())?;
    tokio::select! {
        _ = terminated.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("ending");
    Ok(())
}

/// The threads that make pictures and films.
fn makers(app: &Arc<App>, stop: &Arc<Stop>) -> Result<(), String> {
    for _ in 0..jobs::threads(Hand::Media) {
        thread("media", app, stop, |app, stop| {
            jobs::work(app, Hand::Media, stop);
        })?;
    }
    for _ in 0..jobs::threads(Hand::Film) {
        thread("film", app, stop, |app, stop| {
            jobs::work(app, Hand::Film, stop);
        })?;
    }
    thread("voice", app, stop, |app, stop| {
        jobs::stand_back();
        jobs::work(app, Hand::Voice, stop);
    })?;
    Ok(())
}

type Threads = Result<std::thread::JoinHandle<()>, String>;

fn thread(name: &str, app: &Arc<App>, stop: &Arc<Stop>, work: fn(&Arc<App>, &Stop)) -> Threads {
    let (app, stop) = (Arc::clone(app), Arc::clone(stop));
    std::thread::Builder::new()
        .name(name.into())
        .spawn(move || work(&app, &stop))
        .map_err(|e| format!("no thread for {name}: {e}"))
}

fn resolve(listen: &str) -> Result<SocketAddr, String> {
    let found = listen.to_socket_addrs().ok().and_then(|mut all| all.next());
    found.ok_or_else(|| {
        format!("\"{listen}\" is no address to listen on; give one such as 127.0.0.1:8080")
    })
}

/// Does jobs until told to end, without serving.
pub(super) fn work(app: &Arc<App>) -> Result<(), String> {
    let stop = Arc::new(Stop::default());
    let _held = crate::work::begin(&app.config.data);
    makers(app, &stop)?;
    let news = thread("work", app, &stop, |app, stop| {
        jobs::work(app, Hand::News, stop);
    })?;
    println!("doing the jobs of {}", app.config.data.display());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    runtime.block_on(told_to_end())?;
    stop.now();
    app.newsroom.bell.ring();
    news.join()
        .map_err(|_| "a worker ended in a panic".to_owned())
}
