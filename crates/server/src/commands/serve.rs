//! `serve` and `work`.

use std::io::Write as _;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::app::App;
use crate::http::serve::{accept, open};
use crate::jobs::{self, Stop};
use crate::routes;

/// Threads that wait for the store, for each thread that answers: a little more than the store has connections.
const BLOCKING: usize = 6;
/// How long requests that are under way may take when the program is told to end.
const GRACE: Duration = Duration::from_secs(3);

/// Serves until told to end.
pub(super) fn serve(app: Arc<App>) -> Result<(), String> {
    let address = resolve(&app.config.listen)?;
    let first = open(address).map_err(|e| format!("cannot listen on {address}: {e}"))?;
    let address = first.local_addr().map_err(|e| e.to_string())?;
    let app = App::at(app, address);
    let stop = Arc::new(Stop::default());
    let threads = [
        thread("work", &app, &stop, |app, stop| jobs::work(app, stop))?,
        thread("follow", &app, &stop, jobs::follow)?,
    ];
    // The first line of the standard output is for whoever started the program and took any free port.
    println!("listening on http://{address}");
    std::io::stdout().flush().ok();
    tracing::info!(address = %address, data = %app.config.data.display(), "serving");
    run(&app, first, address)?;
    stop.now();
    app.newsroom.bell.ring();
    for thread in threads {
        thread.join().ok();
    }
    Ok(())
}

/// Each thread has its own run time and its own socket on the address, so that a connection stays on one thread.
fn run(app: &Arc<App>, first: std::net::TcpListener, address: SocketAddr) -> Result<(), String> {
    let count = match app.config.threads {
        0 => std::thread::available_parallelism().map_or(1, |n| n.get().div_ceil(2)),
        n => n,
    };
    let room = Arc::new(Semaphore::new(app.config.max_connections));
    let mut sockets = vec![first];
    for _ in 1..count {
        sockets.push(open(address).map_err(|e| format!("cannot listen on {address}: {e}"))?);
    }
    let (told, _) = tokio::sync::watch::channel(false);
    let mut threads = Vec::new();
    for socket in sockets {
        let (app, room, mut end) = (Arc::clone(app), Arc::clone(&room), told.subscribe());
        let thread = std::thread::Builder::new()
            .name("answer".into())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .max_blocking_threads(BLOCKING)
                    .build();
                let Ok(runtime) = runtime else { return };
                runtime.block_on(async {
                    let Ok(listener) = tokio::net::TcpListener::from_std(socket) else {
                        return;
                    };
                    let table = routes::table(Arc::clone(&app));
                    tokio::select! {
                        () = accept(listener, app, table, room) => {}
                        _ = end.changed() => {}
                    }
                    // Requests under way get a moment; the sockets are closed already.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                });
                runtime.shutdown_timeout(GRACE);
            });
        threads.push(thread.map_err(|e| format!("no thread to answer on: {e}"))?);
    }
    wait_for_the_end()?;
    told.send(true).ok();
    for thread in threads {
        thread.join().ok();
    }
    Ok(())
}

fn wait_for_the_end() -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    runtime.block_on(async {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate()).map_err(|e| e.to_string())?;
        tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("ending");
        Ok(())
    })
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
    let worker = thread("work", app, &stop, |app, stop| jobs::work(app, stop))?;
    println!("doing the jobs of {}", app.config.data.display());
    wait_for_the_end()?;
    stop.now();
    app.newsroom.bell.ring();
    worker
        .join()
        .map_err(|_| "the worker ended in a panic".to_owned())
}
