//! What every page is: a template, a cache policy, a view-model and a sample of it.

use serde::Serialize;

use crate::cache::CachePolicy;
use crate::site::view::Frame;
use crate::templates::Templates;

/// A kind of page. Its fields are what its template may use.
pub trait Page: Serialize + Sized {
    /// The template's file under `templates/`.
    const TEMPLATE: &'static str;
    /// How long it may be kept and by whom.
    const CACHE: CachePolicy;

    /// Its media type.
    const TYPE: &'static str = "text/html; charset=utf-8";

    /// The part that all pages share.
    fn frame(&self) -> &Frame;

    /// A page with everything on it that there can be, so that a template can be tried without a newsroom.
    fn sample() -> Self;

    /// Renders the page.
    ///
    /// # Errors
    /// A sentence that names the template, the line and what is wrong.
    fn html(&self, templates: &Templates) -> Result<String, String> {
        templates.render(
            Self::TEMPLATE,
            self,
            &templates.words().speech(&self.frame().language),
        )
    }
}

/// One rendered sample: the template's name and the page, or what is wrong with the template.
pub type Sampled = (&'static str, Result<String, String>);

/// Renders the sample of a page.
pub fn sampled<P: Page>(templates: &Templates) -> Sampled {
    (P::TEMPLATE, P::sample().html(templates))
}
