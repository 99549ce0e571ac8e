//! Deployment strategies over a cloud that is data: no IO, no runtime.
//!
//! [`cloud::Cloud`] takes operations that are plain structs named as AWS names them ([`aws`]);
//! [`strategy`] holds the recipes that send them; [`layer`] what can be put between the two;
//! [`app`] what is deployed, read from Compose files; [`event`] what is told about it.

pub mod app;
pub mod aws;
pub mod cloud;
pub mod error;
pub mod event;
pub mod fact;
pub mod facts;
pub mod money;
pub mod time;
pub mod workload;
