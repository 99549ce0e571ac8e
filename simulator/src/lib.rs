//! A deterministic world of AWS, its machines and their containers: no IO, no runtime, no clock.
//!
//! [`world::World`] is a value: requests go in, time is moved, events and answers come out. Every service
//! is one module with its own state; [`path`] knows what reaches what, [`container`] how programs behave,
//! [`fault`] what strikes from outside, [`traffic`] who was served and who was lost, [`meter`] what it costs.
//! [`sim::Sim`] makes a [`Cloud`](paperboat_core::cloud::Cloud) of a world in virtual time.

#![allow(
    rustdoc::private_intra_doc_links,
    reason = "rooms are told apart in docs although they are private"
)]

pub mod agenda;
pub mod applicationautoscaling;
pub mod arena;
pub mod autoscaling;
mod billable;
mod change;
mod constraint;
pub mod container;
pub mod ec2;
pub mod ecr;
pub mod ecs;
pub mod efs;
pub mod elbv2;
pub mod express;
pub mod fault;
pub mod host;
pub mod iam;
pub mod id;
pub mod key;
pub mod log;
pub mod logs;
pub mod meter;
pub mod model;
pub mod net;
mod news;
mod owner;
mod page;
pub mod path;
pub mod random;
mod reach;
mod refusal;
pub mod registry;
mod room;
pub mod secretsmanager;
pub mod servicediscovery;
mod settle;
pub mod sharing;
pub mod sim;
mod switch;
#[cfg(test)]
mod testing;
pub mod topology;
pub mod traffic;
mod vain;
pub mod visit;
pub mod wake;
mod weather;
mod wildcard;
pub mod world;
