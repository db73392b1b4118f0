//! HTTP itself: connections, encodings, conditional requests, headers that every answer has, limits.

pub mod answer;
pub mod body;
pub mod encode;
pub mod metrics;
pub mod parts;
pub mod receive;
pub mod relay;
pub mod serve;
pub mod standing;
pub mod uploads;
