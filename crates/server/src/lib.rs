//! Who asks and who answers: the program `standfirst`.

pub mod api;
pub mod app;
pub mod cache;
pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
pub mod desk;
pub mod downloads;
pub mod error;
pub mod http;
pub mod jobs;
pub mod newsroom;
pub mod routes;
pub mod site;
pub mod templates;
pub mod times;
pub mod together;
pub mod urls;
pub mod voices;
pub mod wire;
pub mod words;
pub mod work;
