//! Which of an asset's renditions stands where in the HTML.

use super::around::Source;
use super::inline::address;

/// The widest picture that `src` names; more comes from `srcset` only.
const PLAIN_WIDTH: u32 = 1_280;

/// A rendition whose address may stand in a page.
#[derive(Debug, Clone)]
pub(super) struct Usable<'a> {
    pub(super) url: String,
    pub(super) mime: &'a str,
    pub(super) width: Option<u32>,
    pub(super) height: Option<u32>,
}

/// The renditions that can be shown.
pub(super) fn usable(sources: &[Source]) -> Vec<Usable<'_>> {
    let all = sources.iter().map(|source| (address(&source.url), source));
    all.filter_map(|(url, source)| {
        Some(Usable {
            url: url?,
            mime: &source.mime,
            width: source.width.filter(|width| *width > 0),
            height: source.height,
        })
    })
    .collect()
}

/// Renditions grouped by type in the order given, and apart from them those of the type that every browser knows.
/// No group is empty; the last part is so only if everything is.
pub(super) fn by_type<'a>(sources: &[Usable<'a>]) -> (Vec<Vec<Usable<'a>>>, Vec<Usable<'a>>) {
    let mut groups: Vec<Vec<Usable>> = Vec::new();
    for source in sources {
        match groups.iter_mut().find(|group| group[0].mime == source.mime) {
            Some(group) => group.push(source.clone()),
            None => groups.push(vec![source.clone()]),
        }
    }
    let known = ["image/jpeg", "image/png", "image/gif", "image/webp"];
    let common = known
        .iter()
        .find_map(|mime| groups.iter().position(|group| group[0].mime == *mime));
    match common.or(groups.len().checked_sub(1)) {
        Some(at) => {
            let common = groups.remove(at);
            (groups, common)
        }
        None => (groups, Vec::new()),
    }
}

/// The one to show where only one can be: the widest that is not too wide.
pub(super) fn plain<'a, 'b>(sources: &'a [Usable<'b>]) -> Option<&'a Usable<'b>> {
    let fits = |source: &&Usable| source.width.is_none_or(|w| w <= PLAIN_WIDTH);
    sources
        .iter()
        .filter(fits)
        .max_by_key(|s| s.width)
        .or_else(|| sources.iter().min_by_key(|s| s.width))
}

/// The value of `srcset`, and whether its entries have widths: either all have one or a single entry stands alone.
pub(super) fn srcset(sources: &[Usable]) -> (String, bool) {
    let mut widths: Vec<(u32, &str)> = Vec::new();
    for source in sources {
        if let Some(width) = source.width
            && !widths.iter().any(|(w, _)| *w == width)
        {
            widths.push((width, &source.url));
        }
    }
    if widths.is_empty() {
        return (
            plain(sources)
                .map(|source| source.url.replace(',', "%2C"))
                .unwrap_or_default(),
            false,
        );
    }
    widths.sort_unstable();
    // A comma parts the entries, so those of the address itself are encoded.
    (
        widths
            .iter()
            .map(|(w, url)| format!("{} {w}w", url.replace(',', "%2C")))
            .collect::<Vec<_>>()
            .join(", "),
        true,
    )
}
