//! `staff` and `token`.

use store::{audit, staff};

use super::{Staff, Token};
use crate::app::App;
use crate::clock;
use crate::times;

/// How long an invitation is good.
const INVITED: i64 = 7 * 24 * 3600 * 1_000_000;

pub(super) fn staff(app: &App, command: &Staff) -> Result<(), String> {
    match command {
        Staff::Add { email, role, name } => {
            let before = email
                .split_once('@')
                .filter(|(before, after)| !before.is_empty() && after.contains('.'));
            let Some((before, _)) = before else {
                return Err(format!("\"{email}\" is no mail address"));
            };
            let (secret, name) = (clock::secret(), name.as_deref().unwrap_or(before));
            let now = app.newsroom.clock.now();
            app.newsroom
                .act(|tx| {
                    let person = staff::put(tx, email, name, *role)?;
                    staff::invite(tx, person, &secret, now + INVITED)?;
                    audit::note(
                        tx,
                        "standfirst",
                        "invite",
                        None,
                        &format!("{email} as {role}"),
                        "command",
                    )
                })
                .map_err(|e: store::Error| e.to_string())?;
            println!(
                "{name} may now sign in as {role}. The link is good until {}:",
                times::json(now + INVITED)
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
            app.newsroom
                .act(|tx| {
                    staff::add_token(tx, name, *role, &secret)?;
                    audit::note(
                        tx,
                        "standfirst",
                        "token",
                        None,
                        &format!("{name} as {role}"),
                        "command",
                    )
                })
                .map_err(|e: store::Error| e.to_string())?;
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
            let gone = app
                .newsroom
                .act(|tx| staff::revoke(tx, name))
                .map_err(|e: store::Error| e.to_string())?;
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
