//! The program `standfirst`: only wires; the library does.

fn main() -> std::process::ExitCode {
    server::commands::run()
}
