//! The addresses of the desk, each with who may use it.

use std::sync::Arc;

use ::story::Role;
use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
use crate::desk::admin;
use crate::desk::visit::{Door, at, of};
use crate::desk::{
    audit, curate, find, invitation, lexicon, library, live, me, media, notes, oidc, passkey,
    podcasts, sign_in, stories, story, uploads, versions, voice,
};

/// Anybody who is of the staff, whatever their role.
const ANY: Door = Door::Staff(Role::Reader);
/// Those who may read what is not published.
const READS: Door = Door::Staff(Role::Moderator);
/// Those who write. What exactly somebody may do to a story is asked of the workflow by the verbs.
const WRITES: Door = Door::Staff(Role::Reporter);
/// Those who decide what is published.
const EDITS: Door = Door::Staff(Role::Editor);
/// Those who run the site.
const RUNS: Door = Door::Staff(Role::Admin);

/// The table.
pub(super) fn table() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/desk/sign-in",
            get(at(Door::Open, sign_in::show)).post(at(Door::Open, sign_in::answer)),
        )
        .route("/desk/sign-in/oidc", get(at(Door::Open, oidc::go)))
        .route(
            "/desk/sign-in/oidc/back",
            get(at(Door::Open, oidc::come_back)),
        )
        .route("/desk/sign-out", post(at(Door::Open, sign_in::out)))
        .route(
            "/desk/invitation/{secret}",
            get(of(Door::Open, invitation::show)).post(of(Door::Open, invitation::answer)),
        )
        .route("/desk/passkey/begin", post(at(Door::Open, passkey::begin)))
        .route(
            "/desk/passkey/finish",
            post(at(Door::Open, passkey::finish)),
        )
        .route("/desk/passkey/ask", post(at(Door::Open, passkey::ask)))
        .route(
            "/desk/passkey/answer",
            post(at(Door::Open, passkey::answer)),
        )
        .route("/desk/me", get(at(ANY, me::show)).post(at(ANY, me::change)))
        .route("/desk/me/codes/{ticket}", get(of(ANY, invitation::codes)))
        .route(
            "/desk/me/passkey/{id}/remove",
            post(of(ANY, me::drop_passkey)),
        )
        .route("/desk/me/password", post(at(ANY, me::password)))
        .route("/desk/me/totp", post(at(ANY, me::totp)))
        .route("/desk/me/totp/remove", post(at(ANY, me::drop_totp)))
        .route("/desk/me/recovery", post(at(ANY, me::recovery)))
        .route("/desk/me/session/{id}/end", post(of(ANY, me::end)))
        .route(
            "/desk/me/sessions/end-others",
            post(at(ANY, me::end_others)),
        )
        .route("/desk", get(at(READS, stories::list)))
        .route("/desk/story", post(at(WRITES, stories::begin)))
        .route(
            "/desk/story/{number}/assign",
            post(of(WRITES, stories::assign)),
        )
        .route(
            "/desk/media",
            get(at(READS, library::list)).post(at(WRITES, media::take_in)),
        )
        .route(
            "/desk/media/{asset}",
            get(of(READS, library::show)).post(of(WRITES, library::change)),
        )
        .route("/desk/media/{asset}/{verb}", post(of(WRITES, library::act)))
        .route("/desk/uploads", post(uploads::begin))
        .route(
            "/desk/uploads/{id}",
            axum::routing::patch(uploads::go_on)
                .head(uploads::go_on)
                .delete(uploads::go_on),
        )
        .route("/desk/story/{number}", get(of(READS, story::show)))
        .route("/desk/story/{number}/live", get(live::connect))
        .route("/desk/story/{number}/state", get(of(READS, story::state)))
        .route("/desk/story/{number}/save", post(of(WRITES, story::save)))
        .route("/desk/story/{number}/checks", get(of(READS, story::checks)))
        .route(
            "/desk/story/{number}/house/ignore",
            post(of(WRITES, story::ignore)),
        )
        .route(
            "/desk/story/{number}/notes",
            get(of(READS, notes::list)).post(of(READS, notes::write)),
        )
        .route(
            "/desk/story/{number}/notes/{id}/{what}",
            post(of(READS, notes::act)),
        )
        .route(
            "/desk/story/{number}/versions",
            get(of(READS, versions::list)),
        )
        .route(
            "/desk/story/{number}/versions/compare",
            get(of(READS, versions::compare)),
        )
        .route(
            "/desk/story/{number}/versions/{revision}/restore",
            post(of(WRITES, versions::restore)),
        )
        .route(
            "/desk/story/{number}/preview",
            get(of(READS, super::preview::story)),
        )
        .route(
            "/desk/story/{number}/preview/page",
            get(of(READS, super::preview::page)),
        )
        .route(
            "/desk/lexicon",
            get(at(READS, lexicon::show)).post(at(EDITS, lexicon::teach)),
        )
        .route("/desk/lexicon/hear", get(at(READS, lexicon::hear)))
        .route("/desk/lexicon/{what}", post(of(EDITS, lexicon::act)))
        .route(
            "/desk/story/{number}/voice",
            get(of(READS, voice::show)).post(of(WRITES, voice::record)),
        )
        .route(
            "/desk/story/{number}/voice/{what}",
            post(of(WRITES, voice::act)),
        )
        .route("/desk/listen/cover", post(at(EDITS, podcasts::listen)))
        .route(
            "/desk/podcasts",
            get(at(READS, podcasts::list)).post(at(EDITS, podcasts::add)),
        )
        .route(
            "/desk/podcasts/{show}",
            get(of(READS, podcasts::show)).post(of(EDITS, podcasts::change)),
        )
        .route(
            "/desk/podcasts/{show}/{what}",
            post(of(WRITES, podcasts::act)),
        )
        .route(
            "/desk/podcasts/{show}/episodes/{number}",
            get(of(READS, podcasts::episodes::show)).post(of(WRITES, podcasts::episodes::change)),
        )
        .route(
            "/desk/podcasts/{show}/episodes/{number}/{what}",
            post(of(WRITES, podcasts::episodes::act)),
        )
        .route("/desk/curate", get(at(EDITS, curate::front)))
        .route(
            "/desk/curate/{place}",
            get(of(EDITS, curate::show)).post(of(EDITS, curate::change)),
        )
        .route(
            "/desk/curate/{place}/preview",
            get(of(EDITS, super::preview::place)),
        )
        .route(
            "/desk/curate/{place}/preview/page",
            get(of(EDITS, super::preview::place_page)),
        )
        .route("/desk/audit", get(at(EDITS, audit::all)))
        .route(
            "/desk/story/{number}/audit",
            get(of(READS, audit::of_story)),
        )
        .route("/desk/media/{asset}/thumb", get(of(READS, media::thumb)))
        .route("/desk/story/{number}/{verb}", post(of(WRITES, story::act)))
        .route("/desk/find/stories", get(at(READS, find::stories)))
        .route("/desk/find/topics", get(at(READS, find::topics)))
        .route("/desk/find/authors", get(at(READS, find::authors)))
        .route("/desk/find/pictures", get(at(READS, find::pictures)))
        .route("/desk/find/people", get(at(READS, find::people)))
        .route("/desk/topics", post(at(WRITES, find::propose)))
        .merge(administration())
}

/// The screens of whoever runs the site.
fn administration() -> Router<Arc<App>> {
    Router::new()
        .route("/desk/admin", get(at(RUNS, admin::show)))
        .route(
            "/desk/admin/staff",
            get(at(RUNS, admin::staff::show)).post(at(RUNS, admin::staff::invite)),
        )
        .route(
            "/desk/admin/staff/{id}/{what}",
            post(of(RUNS, admin::staff::change)),
        )
        .route(
            "/desk/admin/tokens",
            get(at(RUNS, admin::tokens::show)).post(at(RUNS, admin::tokens::add)),
        )
        .route(
            "/desk/admin/tokens/{id}/revoke",
            post(of(RUNS, admin::tokens::revoke)),
        )
        .route(
            "/desk/admin/sections",
            get(at(RUNS, admin::sections::show)).post(at(RUNS, admin::sections::add)),
        )
        .route(
            "/desk/admin/sections/{slug}",
            post(of(RUNS, admin::sections::change)),
        )
        .route(
            "/desk/admin/sections/{slug}/{what}",
            post(of(RUNS, admin::sections::arrange)),
        )
        .route(
            "/desk/admin/topics",
            get(at(RUNS, admin::topics::show)).post(at(RUNS, admin::topics::add)),
        )
        .route(
            "/desk/admin/topics/{slug}",
            get(of(RUNS, admin::topics::open)).post(of(RUNS, admin::topics::change)),
        )
        .route(
            "/desk/admin/topics/{slug}/{what}",
            post(of(RUNS, admin::topics::merge)),
        )
        .route(
            "/desk/admin/site",
            get(at(RUNS, admin::site::show)).post(at(RUNS, admin::site::change)),
        )
        .route(
            "/desk/admin/policies",
            post(at(RUNS, admin::site::policies)),
        )
        .route("/desk/admin/checks", post(at(RUNS, admin::site::checks)))
        .route(
            "/desk/admin/house-style",
            get(at(RUNS, admin::house_style::show)).post(at(RUNS, admin::house_style::add)),
        )
        .route(
            "/desk/admin/house-style/starter",
            post(at(RUNS, admin::house_style::starter)),
        )
        .route(
            "/desk/admin/house-style/{id}",
            get(of(RUNS, admin::house_style::open)).post(of(RUNS, admin::house_style::change)),
        )
        .route(
            "/desk/admin/house-style/{id}/{what}",
            post(of(RUNS, admin::house_style::keep)),
        )
}
