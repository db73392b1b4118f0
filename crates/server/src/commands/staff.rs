//! `staff` and `token`.

use store::staff;

use super::{Staff, Token};
use crate::app::App;
use crate::clock;
use crate::newsroom::people::{self, By, Newcomer};
use crate::newsroom::{Actor, Error};
use crate::times;

/// Whoever can run the program on the newsroom's data may do anything with it.
fn by(actor: &Actor) -> By<'_> {
    By { actor, own: None }
}

pub(super) fn staff(app: &App, command: &Staff) -> Result<(), String> {
    match command {
        Staff::Add { email, role, name } => {
            let secret = clock::secret();
            let actor = Actor::program("command");
            let new = Newcomer {
                email,
                name: name.as_deref().unwrap_or_default(),
                role: *role,
            };
            let person = app
                .newsroom
                .act(|tx| people::let_in(tx, by(&actor), new, &secret))
                .map_err(said)?;
            println!(
                "{} may now sign in as {role}. The link is good until {}:",
                person.name,
                times::json(app.newsroom.clock.now() + people::INVITED)
            );
            println!("{}/desk/invitation/{secret}", site(app));
            Ok(())
        }
        Staff::List => {
            for person in app
                .newsroom
                .db
                .read(staff::all)
                .map_err(|e| e.to_string())?
            {
                println!(
                    "{}\t{}\t{}\t{}",
                    person.id, person.role, person.email, person.name
                );
            }
            Ok(())
        }
    }
}

fn said(error: Error) -> String {
    match error {
        Error::Fault(fault) => {
            let path = fault.path();
            format!("{} {}", path.trim_start_matches("$."), fault.reason)
        }
        other => other.to_string(),
    }
}

/// The address under which the site is most likely found.
fn site(app: &App) -> String {
    if app.base.is_empty() {
        format!("http://{}", app.config.listen)
    } else {
        app.base.clone()
    }
}

pub(super) fn token(app: &App, command: &Token) -> Result<(), String> {
    match command {
        Token::Add { role, name } => {
            let secret = clock::secret();
            let actor = Actor::program("command");
            app.newsroom
                .act(|tx| people::add_token(tx, by(&actor), name, *role, &secret))
                .map_err(said)?;
            println!("The token of {name}, {role}, shown this once: {secret}");
            Ok(())
        }
        Token::List => {
            for token in app
                .newsroom
                .db
                .read(staff::tokens)
                .map_err(|e| e.to_string())?
            {
                let revoked = token
                    .revoked
                    .map(|at| format!("revoked {}", times::json(at)))
                    .unwrap_or_default();
                println!(
                    "{}\t{}\t{}\t{}\t{revoked}",
                    token.id,
                    token.role,
                    token.name,
                    times::json(token.created)
                );
            }
            Ok(())
        }
        Token::Revoke { name } => {
            let actor = Actor::program("command");
            let gone = app
                .newsroom
                .act(|tx| people::revoke_tokens(tx, by(&actor), name))
                .map_err(said)?;
            if gone == 0 {
                return Err(format!(
                    "there is no token named \"{name}\" that could be revoked"
                ));
            }
            println!("revoked {gone}");
            Ok(())
        }
    }
}
