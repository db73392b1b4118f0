//! Where a podcast can be subscribed to: a directory's page where the newsroom has named it, else an address that hands the
//! feed to the listener's program, for those programs that have one.

use store::podcasts::{PLACES, Show};

use crate::site::view::Link;
use crate::urls;

/// The places in the order in which they are offered. `feed` is the feed's whole address.
pub(super) fn places(show: &Show, feed: &str) -> Vec<Link> {
    let bare = feed.split_once("://").map_or(feed, |(_, bare)| bare);
    let escaped = urls::escape(feed);
    let by_feed = |place: &str| match place {
        "apple" => Some(format!("podcast://{bare}")),
        "overcast" => Some(format!("overcast://x-callback-url/add?url={escaped}")),
        "pocketcasts" => Some(format!("pktc://subscribe/{bare}")),
        "antennapod" => Some(format!(
            "https://antennapod.org/deeplink/subscribe?url={escaped}"
        )),
        // These know only the shows that they have been told of.
        _ => None,
    };
    let all = PLACES.iter().filter_map(|(place, name)| {
        let known = show.details.places.get(*place).cloned();
        Some(Link {
            url: known.or_else(|| by_feed(place))?,
            name: (*name).to_owned(),
        })
    });
    all.collect()
}
