//! Bundles the desk's browser code into `desk/dist`, from where it is built into the program. Node is asked only
//! when a source has changed, and not at all where `DESK_BUILT` says that `desk/dist` is there already, as in an
//! archive of a release.

use std::path::Path;
use std::process::Command;

fn main() {
    let desk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../desk");
    println!("cargo:rerun-if-env-changed=DESK_BUILT");
    // The bundle itself is not on the list: it would have every build begin anew.
    for source in [
        "src",
        "css",
        "build.mjs",
        "package.json",
        "package-lock.json",
    ] {
        println!("cargo:rerun-if-changed={}", desk.join(source).display());
    }
    println!("cargo:rerun-if-changed=../story/blocks.json");
    if std::env::var_os("DESK_BUILT").is_some() {
        return;
    }
    if !is_installed(&desk) {
        run(
            &desk,
            "npm",
            &[
                "ci",
                "--ignore-scripts",
                "--omit=dev",
                "--no-audit",
                "--no-fund",
                "--silent",
            ],
        );
    }
    run(&desk, "node", &["build.mjs"]);
}

/// Whether the packages are those of the lock file: npm notes when it has put them there.
fn is_installed(desk: &Path) -> bool {
    let time = |path: &str| desk.join(path).metadata().and_then(|m| m.modified()).ok();
    match (
        time("node_modules/.package-lock.json"),
        time("package-lock.json"),
    ) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    }
}

fn run(desk: &Path, program: &str, arguments: &[&str]) {
    let command = format!("{program} {}", arguments.join(" "));
    let ended = Command::new(program)
        .args(arguments)
        .current_dir(desk)
        .output();
    let output = match ended {
        Ok(output) if output.status.success() => return,
        Ok(output) => format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(e) => e.to_string(),
    };
    println!(
        "cargo:error=\"{command}\" in the folder desk: {}",
        output.replace('\n', " | ")
    );
    println!(
        "cargo:error=the desk's bundle needs Node 20; or set DESK_BUILT=1 where desk/dist is there already"
    );
    std::process::exit(1);
}
