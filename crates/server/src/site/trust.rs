//! "Why you can trust us": the newsroom's policies.

use serde::Serialize;
use store::Result;

use crate::cache::CachePolicy;
use crate::site::making::Making;
use crate::site::page::Page;
use crate::site::view::{Frame, Policy};

/// The page of policies.
#[derive(Debug, Serialize)]
pub struct Trust {
    /// What all pages share.
    pub frame: Frame,
    /// The policies in order.
    pub policies: Vec<Policy>,
    /// Whether stories are read by a service elsewhere.
    pub service: bool,
}

impl Trust {
    /// Makes the page. `service` says whether stories are read by a service elsewhere.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(making: &Making<'_, '_, '_>, service: bool) -> Result<Self> {
        let title = making.speech.say("trust", &[("site", &making.about.name)]);
        Ok(Self {
            frame: making.frame("/trust", &title, "", ""),
            policies: making.policies()?,
            service,
        })
    }
}

impl Page for Trust {
    const TEMPLATE: &'static str = "site/trust.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        let policy = |title: &str| Policy {
            title: title.into(),
            paragraphs: vec!["We say what we know and how we know it.".into(); 2],
        };
        Self {
            frame: Frame::sample("Why you can trust us"),
            policies: vec![policy("Corrections"), policy("Sources"), policy("Money")],
            service: true,
        }
    }
}
