//! Deployment strategies over a cloud that is data: no IO, no runtime.
//!
//! [`cloud::Cloud`] takes operations that are plain structs named as AWS names them ([`aws`]);
//! [`app`] is what is deployed, read from Compose files; [`facts`] what is known of images, machines and
//! people, each with its source; [`event`] what is told about a deployment; [`sweep`] what deployments left.

pub mod app;
pub mod aws;
pub mod calendar;
pub mod check;
pub mod cloud;
pub mod error;
pub mod event;
pub mod fact;
pub mod facts;
pub mod fault;
pub mod hash;
pub mod json;
pub mod layer;
pub mod loopback;
pub mod money;
pub mod people;
pub mod policy;
pub mod recipe;
pub mod reference;
pub mod scenario;
pub mod strategy;
pub mod sweep;
pub mod time;
pub mod workload;
