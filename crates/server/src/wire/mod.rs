//! Foreign formats: one a file or folder. Each reads its format into what the newsroom's verbs take.

pub mod text;
