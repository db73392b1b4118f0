//! What people prove themselves with: passwords (argon2id), the codes of an authenticator (RFC 6238), recovery codes.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use serde::Serialize;
use store::{Micros, sign_in};
use totp_rs::{Builder, Secret, Totp};

use crate::clock;
use crate::desk::visit::Visit;
use crate::error::Problem;

/// The shortest password (NIST SP 800-63B asks for eight at least, fifteen where it stands alone; here a code follows).
pub const SHORTEST: usize = 12;
/// The longest: hashing takes time by length.
const LONGEST: usize = 1_000;
/// How long what lies between two steps is good: ten minutes.
pub const STEP: Micros = 10 * 60 * 1_000_000;

/// The form in which a password is kept.
///
/// # Errors
/// 422 with what is wrong with it.
pub fn hash(password: &str) -> Result<String, Problem> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Problem::new(
            422,
            format!("A password has {SHORTEST} characters at least; this one has {length}."),
        ));
    }
    if password.len() > LONGEST {
        return Err(Problem::new(
            422,
            format!("A password has {LONGEST} bytes at most."),
        ));
    }
    let salt = clock::bytes::<16>();
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|e| Problem::failed(e.to_string()))?;
    Ok(hash.to_string())
}

/// Whether it is the password; it takes as long where there is none.
#[must_use]
pub fn is_password(given: &str, kept: Option<&str>) -> bool {
    /// A hash of nobody's password, so that a name that is not known takes as long as one that is.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if given.len() > LONGEST {
        return false;
    }
    let hash = PasswordHash::new(kept.unwrap_or(NOBODY));
    let right = hash.is_ok_and(|hash| {
        Argon2::default()
            .verify_password(given.as_bytes(), &hash)
            .is_ok()
    });
    right && kept.is_some()
}

/// An authenticator to set up.
#[derive(Debug, Clone, Serialize)]
pub struct Setup {
    /// The secret in groups of four, for those who type it.
    pub secret: String,
    /// For an application on the same machine.
    pub url: String,
    /// For a camera: SVG.
    pub qr: Option<String>,
    /// Under which the secret is kept until a code shows that it arrived.
    pub ticket: String,
}

fn totp(secret: Secret, issuer: &str, account: &str) -> Result<Totp, Problem> {
    let plain = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_secret(secret)
        .with_account_name(plain(account))
        .with_issuer(Some(plain(issuer)))
        .build()
        .map_err(|e| Problem::failed(e.to_string()))
}

/// Begins to set an authenticator up; the same secret again if `ticket` is still good.
///
/// # Errors
/// Of the store.
pub fn set_up(
    visit: &Visit,
    issuer: &str,
    account: &str,
    ticket: Option<&str>,
) -> Result<Setup, Problem> {
    let newsroom = &visit.app.newsroom;
    let now = newsroom.clock.now();
    let known = match ticket {
        Some(ticket) => newsroom
            .db
            .read(|tx| sign_in::ticket(tx, ticket, "totp", now))?
            .map(|secret| (ticket.to_owned(), secret)),
        None => None,
    };
    let (ticket, base32) = match known {
        Some(known) => known,
        None => {
            let secret = Secret::from(clock::bytes::<20>()).to_base32();
            let ticket = clock::secret();
            // Setting an authenticator up takes people a while.
            newsroom.act(|tx| sign_in::put_ticket(tx, &ticket, "totp", &secret, now + 6 * STEP))?;
            (ticket, secret)
        }
    };
    let secret = Secret::try_from_base32(&base32).map_err(|e| Problem::failed(e.to_string()))?;
    let url = totp(secret, issuer, account)?
        .to_url()
        .map_err(|e| Problem::failed(e.to_string()))?;
    let groups: Vec<&str> = base32
        .as_bytes()
        .chunks(4)
        .filter_map(|c| std::str::from_utf8(c).ok())
        .collect();
    Ok(Setup {
        secret: groups.join(" "),
        qr: picture(&url),
        url,
        ticket,
    })
}

fn picture(url: &str) -> Option<String> {
    let code = qrcode::QrCode::new(url.as_bytes()).ok()?;
    let svg = code
        .render::<qrcode::render::svg::Color<'_>>()
        .min_dimensions(200, 200)
        .quiet_zone(true)
        .build();
    // Only the picture: the declaration of XML has no place inside a page.
    svg.find("<svg").map(|at| svg[at..].to_owned())
}

/// The time step of a code, if it is one of these that are right now or were half a minute ago.
#[must_use]
pub fn step(base32: &str, code: &str, now: Micros) -> Option<i64> {
    let secret = Secret::try_from_base32(base32).ok()?;
    let totp = Builder::new()
        .with_secret(secret)
        .with_account_name("desk")
        .build()
        .ok()?;
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    if code.len() != 6 {
        return None;
    }
    let seconds = u64::try_from(now / 1_000_000).ok()?;
    totp.check(&code, seconds)
        .and_then(|step| i64::try_from(step).ok())
}

/// Fresh recovery codes, as people read them.
#[must_use]
pub fn recovery_codes() -> Vec<String> {
    /// No letter that is taken for another.
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    (0..10)
        .map(|_| {
            let letters: String = clock::bytes::<12>()
                .iter()
                .map(|b| char::from(LETTERS[usize::from(b % 32)]))
                .collect();
            format!("{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..])
        })
        .collect()
}

/// The form in which a recovery code is kept, however it was typed.
#[must_use]
pub fn plain_code(code: &str) -> String {
    code.chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_nothing_else_is() {
        let kept = hash("correct horse battery").unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        assert!(is_password("correct horse battery", Some(&kept)));
        assert!(!is_password("correct horse batterz", Some(&kept)));
        assert!(!is_password("correct horse battery", None));
        assert!(!is_password("", None));
        assert_eq!(hash("too short").unwrap_err().status, 422);
    }

    #[test]
    fn a_code_is_good_in_its_half_minute_and_the_next() {
        // The secret and the times of RFC 6238, appendix B: six of the eight digits.
        let secret = Secret::from(*b"12345678901234567890").to_base32();
        assert_eq!(step(&secret, "287 082", 59_000_000), Some(1));
        assert_eq!(step(&secret, "287082", 89_000_000), Some(1));
        assert_eq!(step(&secret, "287082", 120_000_000), None);
        assert_eq!(step(&secret, "94287082", 59_000_000), None);
        assert_eq!(step(&secret, "", 59_000_000), None);
    }

    #[test]
    fn recovery_codes_differ_and_are_read_however_typed() {
        let codes = recovery_codes();
        let different: std::collections::BTreeSet<&String> = codes.iter().collect();
        assert_eq!(different.len(), 10);
        assert_eq!(plain_code(" AB2c-defg-HJKM "), "ab2cdefghjkm");
    }
}
